import { Button, Menu, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { textIn } from "../api/row";
import { retire } from "../editing/undo";
import { matching } from "../fields/picker";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { tell } from "../frame/notices";
import { useSigned } from "../site/person";
import { useWords } from "../words/say";
import classes from "./grid.module.css";
import { type KeptView, viewOf } from "./layout";
import { layoutQuery, pagesQuery, saveLayout, savePage } from "./saved-views";
import { type ShownColumn, searchOf, type View } from "./view";

interface Props {
  readonly type: string;
  readonly project: number | null;
  readonly view: View;
  /** The columns that are shown, where the view says nothing of them, too. */
  readonly columns: readonly ShownColumn[];
  readonly onView: (change: Partial<View>) => void;
}

const USUAL: KeptView = {
  filter: { logical_operator: "and", conditions: [] },
  sort: [],
  columns: [],
  groups: [],
  summaries: [],
  density: null,
};
/** So many are listed; more are found by typing. */
const MOST = 12;

/** The views of the type that are kept under a name: opened, made, changed, given up. */
export function ViewMenu({ type, project, view, columns, onView }: Props) {
  const { say } = useWords();
  const me = useSigned();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [name, setName] = useState<string | null>(null);
  const { data: pages = [] } = useQuery({
    ...pagesQuery(type, project),
    enabled: isOpen || view.saved !== null,
  });
  const kept = useKept(type, view, onView);
  const open = pages.find(({ id }) => id === view.saved);
  const nameOf = (page: (typeof pages)[number] | undefined) => (page && textIn(page, "name")) ?? "";
  const isChanged = kept !== null && told(kept) !== told(view);
  const found = matching(
    pages.map((page) => ({ key: String(page.id), value: page, label: nameOf(page) })),
    text,
  );

  function show(page: number | null) {
    setOpen(false);
    // What is kept of it is read from its page once the address names it alone.
    onView({ ...USUAL, saved: page });
  }

  async function keepNew(event: FormEvent) {
    event.preventDefault();
    const called = name?.trim() ?? "";
    if (called === "") return;
    try {
      const page = await savePage(type, project, called, { ...view, columns });
      setName(null);
      setOpen(false);
      onView({ saved: page.id, columns });
      tell({ text: say("views.saved", { name: called }) });
    } catch (thrown) {
      tell({ thrown });
    }
  }

  async function keepChanges() {
    if (open === undefined) return;
    try {
      const isKept = await saveLayout(open, type, { ...view, columns });
      if (isKept) onView({ columns });
      const said = { name: nameOf(open) };
      tell({ text: isKept ? say("views.saved", said) : say("views.notOne", said) });
    } catch (thrown) {
      tell({ thrown });
    }
  }

  async function giveUp() {
    if (open === undefined) return;
    try {
      await retire("Page", [open.id]);
      onView({ saved: null });
      tell({ text: say("views.retired", { name: nameOf(open) }) });
    } catch (thrown) {
      tell({ thrown });
    }
  }

  return (
    <Menu
      opened={isOpen}
      onChange={(opens) => {
        setOpen(opens);
        setName(null);
        setText("");
      }}
      position="bottom-end"
      withinPortal
    >
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          className={classes.groupTool}
          rightSection={<Icon name="down" size={12} />}
          aria-label={open === undefined ? say("views.view") : say("views.open", { name: nameOf(open) })}
        >
          <span dir="auto">{open === undefined ? say("views.view") : nameOf(open)}</span>
          {isChanged && <span className={classes.changed} title={say("views.changed")} />}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.columnsMenu}>
        {pages.length > MOST && (
          <TextInput
            size="xs"
            type="search"
            data-autofocus
            aria-label={say("views.find")}
            placeholder={say("views.find")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <Menu.Item
          leftSection={
            view.saved === null ? <Icon name="check" size={13} /> : <span className={classes.noIcon} />
          }
          onClick={() => show(null)}
        >
          {say("views.usual")}
        </Menu.Item>
        {found.slice(0, MOST).map(({ key, value, label }) => (
          <Menu.Item
            key={key}
            leftSection={
              value.id === view.saved ? <Icon name="check" size={13} /> : <span className={classes.noIcon} />
            }
            onClick={() => show(value.id)}
          >
            <span dir="auto" className={classes.viewName}>
              {label}
            </span>
          </Menu.Item>
        ))}
        {found.length > MOST && <Menu.Label>{say("views.more", { count: found.length - MOST })}</Menu.Label>}
        <Menu.Divider />
        {open !== undefined && (
          <Menu.Item disabled={!isChanged} onClick={() => void keepChanges()}>
            {say("views.save", { name: nameOf(open) })}
          </Menu.Item>
        )}
        {me?.type === "HumanUser" &&
          (name === null ? (
            <Menu.Item
              closeMenuOnClick={false}
              leftSection={<Icon name="plus" size={13} />}
              onClick={() => setName("")}
            >
              {say("views.saveNew")}
            </Menu.Item>
          ) : (
            <form className={classes.adding} onSubmit={(event) => void keepNew(event)}>
              <TextInput
                size="xs"
                data-autofocus
                autoFocus
                aria-label={say("views.name")}
                placeholder={say("views.name")}
                value={name}
                dir="auto"
                onChange={(event) => setName(event.currentTarget.value)}
                onKeyDown={(event) => event.stopPropagation()}
                rightSection={
                  <IconButton type="submit" size="small" icon="check" label={say("views.saveIt")} />
                }
              />
            </form>
          ))}
        {open !== undefined && (
          <Menu.Item color="red" onClick={() => void giveUp()}>
            {say("views.retire", { name: nameOf(open) })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What the page has kept that the address names; an address that says nothing else is seen as the page says. */
function useKept(type: string, view: View, onView: Props["onView"]): KeptView | null {
  const me = useSigned();
  const { data } = useQuery({ ...layoutQuery(view.saved ?? 0), enabled: view.saved !== null });
  const layout = data?.[0]?.values.settings_json;
  const person = me?.type === "HumanUser" ? me : null;
  const kept = layout === undefined ? null : viewOf(layout, type, { person, project: view.project });
  const applied = useRef<number | null>(null);
  const isBare = told(view) === told(USUAL);
  useEffect(() => {
    if (view.saved === null) applied.current = null;
    if (view.saved === null || kept === null || applied.current === view.saved) return;
    applied.current = view.saved;
    if (isBare) onView(kept);
  });
  return view.saved === null ? null : kept;
}

/** What is seen, as its address says it: the same for views that show the same. */
function told({ filter, sort, columns, groups, summaries, density }: KeptView): string {
  const rest = { project: null, row: null, isRetired: false, saved: null };
  return JSON.stringify(searchOf({ ...rest, filter, sort, columns, groups, summaries, density }));
}
