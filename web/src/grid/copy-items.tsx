import { Menu } from "@mantine/core";
import type { Link } from "../api/row";
import { readRow } from "../api/rows";
import { asCurl, asRequests } from "../api/spelling";
import { copyAndTell } from "../frame/copying";
import { useWords } from "../words/say";

/** What of a row every menu of it copies: the address of its page, and the request for it. */
export function CopyItems({ row: { type, id } }: { readonly row: Link }) {
  const { say } = useWords();
  return (
    <>
      <Menu.Item onClick={() => copyAndTell(`${location.origin}/detail/${type}/${id}`)}>
        {say("grid.copyAddress")}
      </Menu.Item>
      <Menu.Item onClick={() => copyAndTell(asCurl(readRow(type, id), location.origin))}>
        {say("grid.copyCurl")}
      </Menu.Item>
      <Menu.Item onClick={() => copyAndTell(asRequests(readRow(type, id), location.origin))}>
        {say("grid.copyPython")}
      </Menu.Item>
    </>
  );
}
