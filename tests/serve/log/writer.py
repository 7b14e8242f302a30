"""A process that logs as fast as it can, and says what was acknowledged; a test kills it."""

import os
import sys
import threading
import time

from fairlead.serve.log import PredictionLog, Record, new_id


def main(folder: str, threads: int, fsync: bool) -> None:
    log = PredictionLog(folder, roll_bytes=20_000, fsync=fsync)

    def write() -> None:
        while True:
            ids = [new_id() for _ in range(3)]
            log.append(
                [Record(one, time.time(), "churn", 1, {"age": 36, "plan": "flat"}, [0.25], "yes") for one in ids]
            )
            os.write(1, ("".join(f"{one}\n" for one in ids)).encode())

    for _ in range(threads - 1):
        threading.Thread(target=write, daemon=True).start()
    write()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "fsync")
