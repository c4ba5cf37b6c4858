"""Shows the newest notes that a person wrote.

    export REQUESTS_CA_BUNDLE=demo-site/tls/ca.pem
    python search_notes.py https://127.0.0.1:8443 --script demo_script --key KEY --author 'Noor Lindqvist'

It needs nothing but `requests`, and speaks to any site that has the REST API of Flow Production Tracking.
"""

import argparse
import os
import sys
import textwrap
from typing import Any

import requests

# Filters as lists of [field, relation, value].
SEARCH = "application/vnd+shotgun.api3_array+json"
FIELDS = ["subject", "content", "created_at", "note_links", "sg_status_list"]


def main() -> None:
    asked = arguments()
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {sign_in(session, asked)}"
        found = search(session, f"{asked.url}/api/v1.1/entity/HumanUser", ["name", "is", asked.author])
        if not found:
            sys.exit(f"There is no {asked.author} on {asked.url}.")
        author = {"type": "HumanUser", "id": found[0]["id"]}
        notes = search(
            session,
            f"{asked.url}/api/v1.1/entity/Note",
            ["created_by", "is", author],
            fields=FIELDS,
            sort="-created_at",
            page={"size": asked.newest},
        )
    print(f"{asked.author} is person {author['id']}. The newest notes:")
    for note in notes:
        print(f"\n{told(note)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Show the newest notes that a person wrote.")
    parser.add_argument("url", help="the site's address, such as https://127.0.0.1:8443")
    parser.add_argument("--script", required=True, help="the script's name")
    parser.add_argument("--key", default=os.environ.get("SCRIPT_KEY"), help="its key, or in SCRIPT_KEY")
    parser.add_argument("--author", required=True, help="the person's full name")
    parser.add_argument("--newest", type=int, default=3, metavar="N", help="how many to show; 3 by default")
    asked = parser.parse_args()
    if not asked.key:
        parser.error("give the script's key with --key, or in the variable SCRIPT_KEY")
    asked.url = asked.url.rstrip("/")
    return asked


def sign_in(session: requests.Session, asked: argparse.Namespace) -> str:
    """An access token for the script; it is good for some minutes."""
    credentials = {
        "grant_type": "client_credentials",
        "client_id": asked.script,
        "client_secret": asked.key,
    }
    answer = session.post(f"{asked.url}/api/v1.1/auth/access_token", data=credentials)
    return str(checked(answer)["access_token"])


def search(
    session: requests.Session, rows: str, condition: list[Any], **options: Any
) -> list[dict[str, Any]]:
    """The rows of a type, given by its address, that meet the condition."""
    question = {"filters": [condition], **options}
    answer = session.post(f"{rows}/_search", json=question, headers={"Content-Type": SEARCH})
    found: list[dict[str, Any]] = checked(answer)["data"]
    return found


def checked(answer: requests.Response) -> dict[str, Any]:
    """The body of an answer; a refusal ends the program with the site's own words."""
    body: dict[str, Any] = answer.json()
    if not answer.ok:
        reasons = (error["detail"] or error["title"] for error in body["errors"])
        sys.exit(f"The site refused ({answer.status_code}): {'; '.join(reasons)}")
    return body


def told(note: dict[str, Any]) -> str:
    """A note as a few lines of text."""
    values = note["attributes"]
    links = ", ".join(link["name"] for link in note["relationships"]["note_links"]["data"])
    head = (
        f"Note {note['id']} of {values['created_at'][:10]} ({values['sg_status_list']}): {values['subject']}"
    )
    content = textwrap.fill(values["content"] or "", 90)
    return textwrap.indent(f"{head}\n{content}\non {links}", "  ")


if __name__ == "__main__":
    try:
        main()
    except requests.exceptions.SSLError as error:
        sys.exit(f"Its certificate is not trusted; name the authority in REQUESTS_CA_BUNDLE. ({error})")
    except requests.exceptions.ConnectionError:
        sys.exit("Nobody answers at that address; is the site being served?")
    except requests.exceptions.RequestException as error:
        sys.exit(f"The site does not answer as it should: {error}")
