"""Downloads the image of a note, as it was uploaded.

    export REQUESTS_CA_BUNDLE=demo-site/tls/ca.pem
    python download_thumbnail.py https://127.0.0.1:8443 --script demo_script --key KEY --note 15

It needs nothing but `requests`, and speaks to any site that has the REST API of Flow Production Tracking.
"""

import argparse
import mimetypes
import os
import sys
from pathlib import Path

import requests

BLOCK = 256 * 1024


def main() -> None:
    asked = arguments()
    with requests.Session() as session:
        token = sign_in(session, asked)
        # The site answers with the address of the bytes; requests follows it, and keeps the token to itself
        # where that is another host.
        address = f"{asked.url}/api/v1.1/entity/notes/{asked.note}/image"
        with session.get(
            address,
            params={"alt": "thumbnail" if asked.small else "original"},
            headers={"Authorization": f"Bearer {token}"},
            stream=True,
        ) as answer:
            raise_if_refused(answer)
            kind = answer.headers["Content-Type"].partition(";")[0]
            target = asked.output or Path(f"note-{asked.note}{mimetypes.guess_extension(kind) or ''}")
            save(answer, target)
    print(f"{target}: {kind}, {target.stat().st_size:,} bytes")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Download the image of a note.")
    parser.add_argument("url", help="the site's address, such as https://127.0.0.1:8443")
    parser.add_argument("--script", required=True, help="the script's name")
    parser.add_argument("--key", default=os.environ.get("SCRIPT_KEY"), help="its key, or in SCRIPT_KEY")
    parser.add_argument("--note", required=True, type=int, help="the note's id")
    parser.add_argument("--small", action="store_true", help="the thumbnail instead of the original")
    parser.add_argument("--output", type=Path, help="where to save it; by default note-ID, in this folder")
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
    raise_if_refused(answer)
    return str(answer.json()["access_token"])


def raise_if_refused(answer: requests.Response) -> None:
    """End the program with the site's own words where the answer is a refusal."""
    if not answer.ok:
        reasons = (error["detail"] or error["title"] for error in answer.json()["errors"])
        sys.exit(f"The site refused ({answer.status_code}): {'; '.join(reasons)}")


def save(answer: requests.Response, target: Path) -> None:
    """Write the bytes as they come; the file appears under its name when it is complete."""
    partial = target.with_name(f"{target.name}.part")
    with partial.open("wb") as file:
        for block in answer.iter_content(BLOCK):
            file.write(block)
    partial.replace(target)


if __name__ == "__main__":
    try:
        main()
    except requests.exceptions.SSLError as error:
        sys.exit(f"Its certificate is not trusted; name the authority in REQUESTS_CA_BUNDLE. ({error})")
    except requests.exceptions.ConnectionError:
        sys.exit("Nobody answers at that address; is the site being served?")
    except requests.exceptions.RequestException as error:
        sys.exit(f"The site does not answer as it should: {error}")
    except OSError as error:
        sys.exit(f"The image cannot be saved: {error}")
