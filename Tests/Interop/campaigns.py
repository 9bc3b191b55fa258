"""The programs of this folder in their short form, as tests: they say what went wrong only when something did."""

import os
import pathlib
import subprocess
import sys
import unittest

import faults
import truce_cli

HERE = pathlib.Path(__file__).resolve().parent
FULL = bool(os.environ.get("FULL"))


@unittest.skipUnless(truce_cli.command(), "the truce command is not built (set TRUCE, or run swift build)")
class Campaigns(unittest.TestCase):
    def check(self, *arguments):
        done = subprocess.run([sys.executable, *arguments], cwd=HERE, capture_output=True, text=True)
        said = done.stdout + done.stderr
        if FULL:
            print(said, end="")
        self.assertEqual(done.returncode, 0, said)
        return done.stdout

    def test_kills(self):
        times = ["--times", "500"] if FULL else ["--times", "25", "--lines", "300"]
        self.check("crash.py", "--seed", os.environ.get("SEED", "1"), *times)

    def test_kills_of_the_server(self):
        times = "100" if FULL else "5"
        self.check("server_crash.py", "--seed", os.environ.get("SEED", "1"), "--times", times)

    def test_the_page_of_a_case_does_what_it_says(self):
        self.check("case.py")

    def test_an_erasure_leaves_no_byte(self):
        self.check("erasure.py", "--entries", "10000" if FULL else "300")


    def test_the_server_answers_as_described(self):
        said = self.check("contract.py", *(["--seconds", "600", "--examples", "50"] if FULL else ["--seconds", "60"]))
        if said.startswith("skip "):
            self.skipTest(said.split(":", 1)[1].strip())


def fault(case):
    def test(self):
        said = self.check("faults.py", case)
        if said.startswith("skip "):
            self.skipTest(said.split(":", 1)[1].strip())

    return test


for case in faults.Faults.CASES:
    setattr(Campaigns, f"test_fault_{case}", fault(case))


if __name__ == "__main__":
    unittest.main()
