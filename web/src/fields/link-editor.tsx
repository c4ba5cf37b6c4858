import { useRef, useState } from "react";
import type { Link } from "../api/row";
import type { EditorProps, Step } from "./field-type";
import { findLinks } from "./find-links";
import { linkKey, linkName, linksOf } from "./links";
import { type Option, Picker } from "./picker";

/** Rows to link to, found by name within the project. Of many, each choice is added or taken out, and leaving is done. */
export function LinkEditor({ isMany = false, ...props }: EditorProps & { readonly isMany?: boolean }) {
  const begun = linksOf(props.value);
  const [links, setLinks] = useState(begun);
  const isOver = useRef(false);

  function close(step?: Step) {
    if (isOver.current) return;
    isOver.current = true;
    if (step === undefined || isSame(links, begun)) props.onCancel(step);
    else props.onDone(links, step);
  }

  const search = async (text: string) =>
    (await findLinks(text, props.field.validTypes, props.projectId ?? null)).map(optionOf);
  if (isMany) {
    const toggle = ({ value }: Option<Link>) =>
      setLinks((before) => {
        const without = before.filter((each) => linkKey(each) !== linkKey(value));
        return without.length < before.length ? without : [...before, value];
      });
    return (
      <Picker
        label={props.label}
        typed={props.typed}
        search={search}
        chosen={links.map(optionOf)}
        onToggle={toggle}
        onClose={close}
      />
    );
  }
  return (
    <Picker
      label={props.label}
      typed={props.typed}
      search={search}
      chosen={links.map(optionOf)}
      onChoose={(option, step) => props.onDone(option.value, step)}
      onClear={begun.length > 0 ? () => props.onDone(null, "stay") : undefined}
      onClose={props.onCancel}
    />
  );
}

function optionOf(link: Link): Option<Link> {
  return { key: linkKey(link), value: link, label: linkName(link), hint: link.type };
}

function isSame(a: readonly Link[], b: readonly Link[]): boolean {
  const keys = new Set(a.map(linkKey));
  return a.length === b.length && b.every((link) => keys.has(linkKey(link)));
}
