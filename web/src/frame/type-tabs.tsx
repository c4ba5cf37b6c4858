import { Menu } from "@mantine/core";
import { Link, useParams, useRouterState } from "@tanstack/react-router";
import { useLayoutEffect, useRef, useState } from "react";
import { useTypeName } from "../site/names";
import { useTypes } from "../site/schema";
import { useWords } from "../words/say";
import { useProjectId } from "./address";
import { Icon } from "./icon";
import styles from "./type-tabs.module.css";
import { gridTypes, TABS } from "./types";

/** The pages of a project: its notes, and a grid for every type. What there is no room for is in a menu. */
export function TypeTabs() {
  const { say } = useWords();
  const nameOf = useTypeName();
  const types = useTypes();
  const project = useProjectId() ?? undefined;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shownType = useParams({ strict: false }).type;
  const all = gridTypes(types);
  const tabs = TABS.filter((each) => all.includes(each));
  const [row, fitting] = useFitting(tabs.length + 1, tabs.map(nameOf).join());
  const hidden = all.filter(
    (each) => !tabs.slice(0, Math.max(fitting - 1, 0)).includes(each as (typeof TABS)[number]),
  );
  const isHidden = shownType !== undefined && hidden.includes(shownType);
  return (
    <nav className={styles.tabs} aria-label={say("frame.mainNavigation")}>
      <div ref={row} className={styles.row}>
        <Link
          to="/notes"
          search={{ project }}
          className={styles.tab}
          aria-current={path === "/notes" ? "page" : undefined}
          data-hidden={fitting < 1}
        >
          {say("frame.notes")}
        </Link>
        {tabs.map((type, at) => (
          <Link
            key={type}
            to="/grid/$type"
            params={{ type }}
            search={{ project }}
            className={styles.tab}
            aria-current={type === shownType ? "page" : undefined}
            data-hidden={at + 1 >= fitting}
          >
            {nameOf(type)}
          </Link>
        ))}
      </div>
      {hidden.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <button type="button" className={styles.tab} aria-current={isHidden ? "page" : undefined}>
              {isHidden ? nameOf(shownType) : say("frame.more")}
              <Icon name="down" size={12} />
            </button>
          </Menu.Target>
          <Menu.Dropdown className={styles.menu}>
            {hidden.map((type) => (
              <Menu.Item
                key={type}
                component={Link}
                to="/grid/$type"
                params={{ type } as never}
                search={{ project } as never}
              >
                {nameOf(type)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}

/** How many of the children of a row have room in it. */
function useFitting(count: number, names: string): [React.RefObject<HTMLDivElement | null>, number] {
  const row = useRef<HTMLDivElement>(null);
  const [fitting, setFitting] = useState(count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other names need other room
  useLayoutEffect(() => {
    const place = row.current;
    if (place === null) return;
    const measure = () => {
      const room = place.clientWidth;
      const ends = [...place.children].map(
        (each) => (each as HTMLElement).offsetLeft + (each as HTMLElement).offsetWidth,
      );
      setFitting(ends.filter((end) => end <= room).length);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    return () => observer.disconnect();
  }, [count, names]);
  return [row, Math.min(fitting, count)];
}
