import sys

title = sys.argv[sys.argv.index("--title") + 1]
for name in ("index", "about"):
    with open(f"/site/{name}.html", "w", encoding="utf-8") as page:
        page.write(f"<title>{title}: {name}</title>\n")
