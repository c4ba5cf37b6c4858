import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Row } from "../api/row";
import { tellDone } from "../editing/steps";
import { retire, revive } from "../editing/undo";
import { tell } from "../frame/notices";
import { useWords } from "../words/say";
import { CopyItems } from "./copy-items";

/** The row whose menu is open, and where. */
interface Opened {
  readonly row: Row;
  readonly at: DOMRect;
}

export interface RowMenus {
  readonly opened: Opened | null;
  readonly open: (row: Row, at: HTMLElement) => void;
  readonly close: () => void;
}

/** Which row's menu is open. */
export function useRowMenu(): RowMenus {
  const [opened, setOpened] = useState<Opened | null>(null);
  return {
    opened,
    open: (row, at) => setOpened({ row, at: at.getBoundingClientRect() }),
    close: () => setOpened(null),
  };
}

interface Props {
  readonly menu: RowMenus;
  /** Opens the row beside the grid; missing where nothing opens there. */
  readonly onOpen?: (row: Row) => void;
  readonly isRetired?: boolean;
}

/** What can be done with one row: opened, copied in several spellings, retired. */
export function RowMenu({ menu, onOpen, isRetired = false }: Props) {
  const { say } = useWords();
  const navigate = useNavigate();
  if (menu.opened === null) return null;
  const { row, at } = menu.opened;
  const { type, id } = row;
  async function turn() {
    try {
      await (isRetired ? revive : retire)(type, [id]);
      tellDone(say(isRetired ? "grid.revived" : "grid.retired", { count: 1 }));
    } catch (thrown) {
      tell({ thrown });
    }
  }
  return (
    <Menu opened onClose={menu.close} position="bottom-start" withinPortal>
      <Menu.Target>
        <span style={{ position: "fixed", left: at.left, top: at.bottom, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {onOpen !== undefined && <Menu.Item onClick={() => onOpen(row)}>{say("grid.openPanel")}</Menu.Item>}
        <Menu.Item onClick={() => void navigate({ href: `/detail/${type}/${id}` })}>
          {say("grid.wholePage")}
        </Menu.Item>
        <Menu.Divider />
        <CopyItems row={row} />
        <Menu.Divider />
        <Menu.Item color={isRetired ? undefined : "red"} onClick={() => void turn()}>
          {say(isRetired ? "detail.revive" : "grid.retire")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
