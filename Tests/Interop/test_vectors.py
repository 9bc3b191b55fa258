"""The verifier against the shared test vectors (spec/tlog-vectors.json)."""

import base64
import hashlib
import json
import os
import pathlib
import unittest

from notes import COSIGNATURE, MLDSA44, Checkpoint, Note, Policy, Refused, VerifierKey
from small_log import bundle, consistency, path_to
from tiles import (TILE_WIDTH, Receipt, check_consistency, check_inclusion, leaf_hash, parse_bundle, parse_tile_path,
                   tile_path, tree_root)
from verify_log import Place, Verification, Walk

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def spec_folder():
    shared = os.environ.get("TRUCE_SHARED")
    return (pathlib.Path(shared) if shared else REPOSITORY.parent / "shared") / "spec"


VECTORS = spec_folder() / "tlog-vectors.json"


class BigLog(Place):
    """The log of 70,000 entries `truce-<i>`, made as it is read; keeps the tiles' hashes."""

    def __init__(self, size):
        self.size, self.digests, self.level = size, {}, {}

    def entries(self, number):
        first = number * TILE_WIDTH
        return [b"truce-%d" % i for i in range(first, min(first + TILE_WIDTH, self.size))]

    def fetch(self, name, limit):
        level, number, width = parse_tile_path(name)
        if level == "entries":
            data = bundle(self.entries(number)[:width])
        elif level == 0:
            data = b"".join(leaf_hash(entry) for entry in self.entries(number)[:width])
        else:
            data = b"".join(self.root(level - 1, number * TILE_WIDTH + i) for i in range(width))
        self.digests[name] = hashlib.sha256(data).hexdigest()
        return data

    def root(self, level, number):
        """The root of a full tile, by the recursive definition."""
        if (level, number) not in self.level:
            data = self.fetch(tile_path(level, number), 8192)
            self.level[level, number] = tree_root([data[i : i + 32] for i in range(0, len(data), 32)])
        return self.level[level, number]


class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not VECTORS.is_file():
            raise unittest.SkipTest("tlog-vectors.json is not there (set TRUCE_SHARED)")
        cls.v = json.loads(VECTORS.read_text())
        cls.keys = [VerifierKey.parse(key["vkey"]) for key in cls.v["keys"]]
        log, w1, w2 = (key["vkey"] for key in cls.v["keys"])
        cls.policy_text = f"log {log}\nwitness a {w1}\nwitness g {w2} https://g.example/\ngroup q all a g\nquorum q\n"
        cls.policy = Policy.parse(cls.policy_text.encode())

    def test_keys(self):
        for vector, key in zip(self.v["keys"], self.keys):
            self.assertEqual((key.name, key.kind, key.public.hex(), key.id.hex(), key.vkey),
                             (vector["name"], vector["type"], vector["public_hex"], vector["key_id_hex"],
                              vector["vkey"]))

    def test_note_of_the_specification(self):
        note = Note.parse(self.v["spec_note"]["note"].encode())
        self.assertEqual(len(note.verify([VerifierKey.parse(self.v["spec_note"]["vkey"])])), 1)

    def test_merkle_roots_and_proofs(self):
        m = self.v["merkle"]
        leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in m["leaves_hex"]]
        self.assertEqual([leaf.hex() for leaf in leaves], m["leaf_hashes_hex"])
        self.assertEqual([tree_root(leaves[:n]).hex() for n in range(len(leaves) + 1)], m["roots_hex"])
        roots = [bytes.fromhex(root) for root in m["roots_hex"]]
        for c in m["inclusion"]:
            proof = [bytes.fromhex(p) for p in c["proof_hex"]]
            self.assertEqual(proof, path_to(c["index"], leaves[: c["size"]]))
            self.inclusion(leaves[c["index"]], c["index"], c["size"], proof, roots[c["size"]])
        for c in m["consistency"]:
            proof = [bytes.fromhex(p) for p in c["proof_hex"]]
            if c["old"]:
                self.assertEqual(proof, consistency(c["old"], leaves[: c["new"]]))
            self.consistency(c["old"], c["new"], proof, roots[c["old"]], roots[c["new"]])

    def test_big_tree(self):
        big = self.v["big"]
        sizes = sorted(int(size) for size in big["roots_b64"])
        log = BigLog(max(sizes))
        asked = [c["index"] for c in big["inclusion"]]
        olds = [c[key] for c in big["consistency"] for key in ("old", "new")]
        roots, leaves = Walk(log, max(sizes)).run(sizes + olds, asked)
        for size, root in big["roots_b64"].items():
            self.assertEqual(base64.b64encode(roots[int(size)]).decode(), root, size)
        for name, digest in (big["tile_sha256_hex"] | big["bundle_sha256_hex"]).items():
            self.assertEqual(log.digests[name], digest, name)
        for c in big["inclusion"]:
            proof = [base64.b64decode(p) for p in c["proof_b64"]]
            self.inclusion(leaves[c["index"]], c["index"], c["size"], proof, roots[c["size"]])
        for c in big["consistency"]:
            proof = [base64.b64decode(p) for p in c["proof_b64"]]
            self.consistency(c["old"], c["new"], proof, roots[c["old"]], roots[c["new"]])

    def inclusion(self, leaf, index, size, proof, root):
        self.assertTrue(check_inclusion(leaf, index, size, proof, root))
        self.assertFalse(check_inclusion(leaf, index, size, proof + [root], root))
        self.assertFalse(check_inclusion(leaf, index + size, size, proof, root))
        if proof:
            self.assertFalse(check_inclusion(leaf, index, size, proof[:-1], root))
            self.assertFalse(check_inclusion(leaf, index ^ 1, size, proof, root))

    def consistency(self, old, new, proof, old_root, new_root):
        self.assertTrue(check_consistency(old, new, proof, old_root, new_root))
        self.assertFalse(check_consistency(old, new, proof + [new_root], old_root, new_root))
        if old < new and old:
            self.assertFalse(check_consistency(old, new, proof[:-1], old_root, new_root))
            self.assertFalse(check_consistency(old, new, proof, new_root, old_root))

    def test_paths(self):
        for level, number, width, path in self.v["paths"]:
            self.assertEqual(tile_path(level, number, width), path)
            self.assertEqual(parse_tile_path(path), (level, number, width))
        for path in ("tile/00/000", "tile/0/00", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256",
                     "tile/0/000.p/01", "tile/64/000", "tile/0/001/000", "tile/0/x001", "tile/Entries/000", "tile/0/000/"):
            self.assertIsNone(parse_tile_path(path), path)

    def test_last_tiles(self):
        for size, names in self.v["big"]["last_tiles"].items():
            for name in names:
                level, number, width = parse_tile_path(name)
                count = int(size) // TILE_WIDTH**level
                self.assertLessEqual(number * TILE_WIDTH + width, count)
                if width < TILE_WIDTH:
                    self.assertEqual((number, width), (count // TILE_WIDTH, count % TILE_WIDTH))

    def test_bundle(self):
        data = bytes.fromhex(self.v["bundle"]["bytes_hex"])
        entries = [bytes.fromhex(entry) for entry in self.v["bundle"]["entries_hex"]]
        self.assertEqual(parse_bundle(data, len(entries)), entries)
        for wrong, width in ((data + b"\0", 3), (data[:-1], 3), (data, 2), (data, 4)):
            with self.assertRaises(Refused):
                parse_bundle(wrong, width)

    def test_checkpoints(self):
        for vector in self.v["checkpoints"]:
            checkpoint = Checkpoint.verified(vector["note"].encode(), self.policy)
            self.assertEqual(checkpoint.size, vector["size"])
            self.assertEqual(set(checkpoint.times.values()), {vector["timestamp"]})
            self.assertTrue(self.policy.satisfied(checkpoint.times))
            message = f"cosignature/v1\ntime {vector['timestamp']}\n" + checkpoint.note.text
            self.assertEqual(message, vector["cosigned_message"])

    def test_cosignature_from_the_future_does_not_count(self):
        vector = self.v["checkpoints"][0]
        for late, counted in ((300, 2), (301, 0)):
            checkpoint = Checkpoint.verified(vector["note"].encode(), self.policy, vector["timestamp"] - late)
            self.assertEqual(len(checkpoint.times), counted)

    def test_every_rejected_checkpoint_is_refused(self):
        self.assertEqual(len(self.v["reject"]), 23)
        for what, note in self.v["reject"]:
            with self.subTest(what), self.assertRaises(Refused):
                Checkpoint.verified(note.encode(), self.policy)

    def test_every_bit_of_a_checkpoint_counts(self):
        note, refused = self.v["checkpoints"][0]["note"].encode(), 0
        for at in range(len(note) * 8):
            changed = bytearray(note)
            changed[at // 8] ^= 1 << at % 8
            try:
                checkpoint = Checkpoint.verified(bytes(changed), self.policy)
                refused += not self.policy.satisfied(checkpoint.times)
            except Refused:
                refused += 1
        self.assertEqual(refused, len(note) * 8)

    def test_receipt(self):
        data, entry = self.v["tlog_proof"]["text"].encode(), self.v["tlog_proof"]["leaf"].encode()
        run = Verification(self.policy)
        checkpoint, index, _, witnessed = run.receipt(data, "receipt", entry)
        self.assertEqual((checkpoint.size, index, witnessed), (70000, 12345, True))
        with self.assertRaises(Refused):
            run.receipt(data, "receipt", entry + b"x")
        with self.assertRaises(Refused):
            run.receipt(data, "receipt")
        extra = data.replace(b"index ", b"extra " + base64.b64encode(entry) + b"\nindex ", 1)
        self.assertEqual(Receipt.parse(extra).extra, entry)
        run.receipt(extra, "receipt")

    def test_add_checkpoint_exchange(self):
        exchange = self.v["add_checkpoint"]
        head, _, note = exchange["request"].partition("\n\n")
        old, *proof = head.split("\n")
        checkpoint = Checkpoint.verified(note.encode(), self.policy)
        before = Checkpoint.verified(exchange["first_request"].partition("\n\n")[2].encode(), self.policy)
        self.assertEqual(old, f"old {before.size}")
        self.assertTrue(check_consistency(before.size, checkpoint.size, [base64.b64decode(p) for p in proof],
                                          before.root, checkpoint.root))
        cosigned = Checkpoint.verified((note + exchange["response_w1"]).encode(), self.policy)
        self.assertEqual([key.name for key in cosigned.times], ["party-a.example/w"])
        self.assertFalse(self.policy.satisfied(cosigned.times))
        digest = hashlib.sha256(checkpoint.origin.encode()).hexdigest()
        self.assertEqual(exchange["monitor_path"], f"{digest}/checkpoint")

    def test_ml_dsa_is_carried_as_unknown(self):
        pq = self.v["mldsa44"]
        key = VerifierKey.parse(pq["vkey"])
        self.assertEqual((key.kind, key.id.hex()), (MLDSA44, pq["key_id_hex"]))
        checkpoint = Checkpoint.verified(pq["note"].encode(), self.policy)
        self.assertIn((pq["name"], key.id), [(name, identifier) for name, identifier, _ in checkpoint.note.signatures])
        text = self.policy_text.replace("quorum q\n", f"witness pq {pq['vkey']}\ngroup q2 any pq\nquorum q2\n")
        policy = Policy.parse(text.encode())
        self.assertFalse(policy.satisfied(Checkpoint.verified(pq["note"].encode(), policy).times))

    def test_policies(self):
        log, w1, w2 = (key["vkey"] for key in self.v["keys"])
        base = f"log {log}\n"
        for text in (base + "quorum none\n", base + f"witness a {w1}\nquorum a\n", self.policy_text,
                     f"# c\n\n \t# d\nlog\t{log} https://l.example/ \nquorum\tnone",
                     base + f"witness a {w1}\nwitness b {w2}\ngroup g 1 a\ngroup h all g b\nquorum h\n"):
            Policy.parse(text.encode())
        both = base + f"witness a {w1}\nwitness b {w2}\n"
        for text in (base, "quorum none\n", base + "quorum a\n", base + "quorum none\nquorum none\n",
                     base + f"witness none {w1}\nquorum none\n", base + f"witness a {log}\nquorum a\n",
                     f"log {w1}\nquorum none\n", both + "group a any b\nquorum a\n", both + "group g any\nquorum g\n",
                     both + "group g 3 a b\nquorum g\n", both + "group g 0 a\nquorum g\n",
                     both + "group g 01 a\nquorum g\n", both + "group g any c\nquorum g\n",
                     both + "group g any a a\nquorum g\n", both + "group g any a\ngroup h any a\nquorum h\n",
                     both + "group g any g\nquorum g\n", both + f"witness c {w1}\nquorum a\n",
                     base + f"log {log}\nquorum none\n", base + "quorum none\r\n", base + "quorum none none\n",
                     base + f"witness a {w1[:-1]}5\nquorum a\n", base + f"witness a {w1.replace('+04', '+05')}\nquorum a\n",
                     base + "Quorum none\n", both + "witness a\nquorum a\n"):
            with self.subTest(text), self.assertRaises(Refused):
                Policy.parse(text.encode())
        renamed = VerifierKey("other.example/w", COSIGNATURE, self.keys[1].public).vkey
        with self.assertRaises(Refused):
            Policy.parse((both + f"witness c {renamed}\nquorum a\n").encode())

    def test_policy_of_many(self):
        lines, names = [f"log {self.v['keys'][0]['vkey']}"], []
        for n in range(64):
            key = VerifierKey(f"w{n}.example", COSIGNATURE, bytes([n]) * 32)
            lines += [f"witness w{n} {key.vkey}"]
            names.append(f"w{n}")
        text = "\n".join(lines + [f"group g 43 {' '.join(names)}", "quorum g"])
        policy = Policy.parse(text.encode())
        keys = list(policy.witnesses.values())
        self.assertFalse(policy.satisfied(keys[:42]))
        self.assertTrue(policy.satisfied(keys[:43]))

    def test_salted_disclosure(self):
        sd = self.v["sd_disclosure"]
        disclosure = base64.urlsafe_b64encode(sd["json"].encode()).rstrip(b"=")
        self.assertEqual(disclosure.decode(), sd["disclosure"])
        digest = base64.urlsafe_b64encode(hashlib.sha256(disclosure).digest()).rstrip(b"=")
        self.assertEqual(digest.decode(), sd["digest"])


if __name__ == "__main__":
    unittest.main()
