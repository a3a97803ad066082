"""Write data/tickets.csv, 800 help-desk tickets with their queue: what stands here for your own data."""

from pathlib import Path

from w2vcheck.demo.tickets import tickets, write_csv

folder = Path("data")
folder.mkdir(exist_ok=True)
write_csv(folder / "tickets.csv", ("text", "queue"), tickets(800, seed=7))
