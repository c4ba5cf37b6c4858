import { Menu } from "@mantine/core";
import type { Link } from "../api/row";
import { tellDone } from "../editing/steps";
import { retire } from "../editing/undo";
import { IconButton } from "../frame/icon-button";
import { tell } from "../frame/notices";
import { CopyItems } from "../grid/copy-items";
import { useWords } from "../words/say";

interface Props {
  readonly row: Link;
  readonly name: string;
  readonly isRetired: boolean;
}

/** What else can be done with a row: its address and its request copied, and the row retired. */
export function RowMenu({ row, name, isRetired }: Props) {
  const { say } = useWords();
  const { type, id } = row;
  async function retireIt() {
    try {
      await retire(type, [id]);
      tellDone(say("detail.retired", { name }));
    } catch (thrown) {
      tell({ thrown });
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton icon="more" label={say("detail.more")} />
      </Menu.Target>
      <Menu.Dropdown>
        <CopyItems row={row} />
        {!isRetired && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => void retireIt()}>
              {say("grid.retire")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
