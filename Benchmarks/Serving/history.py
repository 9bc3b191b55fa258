"""A million invented reports in the plain layout, ten years over the area of Examples/syria-2016, so that nearly each tells
of an incident of its own. The same number gives the same bytes."""
import datetime
import random

HEAD = "report_id,source,received_at,event_start,lat,lon,precision_km,type,side_a,side_b,fatalities_low,fatalities_high,text"
KINDS = ["shelling", "fire.mortar", "fire.air_strike", "fire.small_arms", "fire.artillery"]
SIDES = ["Government of Syria", "Jaysh al-Islam", "Armed opposition", "Ahrar al-Sham", "Faylaq al-Sham"]
WORDS = ("rounds heard before noon north of the road ; impacts near the school and the well ; no patrol could reach the place ; "
         "smoke over the ridge for an hour ; two vehicles left towards the river").split()


def write(path, count, seed=1):
    chance = random.Random(seed)
    start = datetime.datetime(2017, 1, 1)
    with open(path, "w") as out:
        out.write(HEAD + "\n")
        for number in range(count):
            # Ascending, as a mission receives them.
            at = start + datetime.timedelta(seconds=number * (3550 * 86400) // count)
            killed = chance.choice([0, 0, 0, 0, 1, 2, 5])
            a, b = chance.sample(SIDES, 2)
            text = " ".join(chance.choices(WORDS, k=12))
            out.write(f"fictional-{number},fictional-post-{number % 40},{at:%Y-%m-%dT%H:%M:%SZ},{at:%Y-%m-%dT%H:%M:%SZ},"
                      f"{32.5 + 4.5 * chance.random():.5f},{35.8 + 6 * chance.random():.5f},0.3,{chance.choice(KINDS)},"
                      f"{a},{b},{killed},{killed},{text}\n")
