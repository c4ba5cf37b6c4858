import { Button } from "@mantine/core";
import type { Group } from "../api/question";
import { conditionsOf, withRemoved } from "../filters/tree";
import { Empty } from "../frame/empty";
import { useWords } from "../words/say";

interface Props {
  readonly filter: Group;
  readonly onFilter: (filter: Group) => void;
  readonly onNew: () => void;
  readonly isRetired: boolean;
}

/** What stands in the place of rows where there are none, and what to do about it. */
export function EmptyGrid({ filter, onFilter, onNew, isRetired }: Props) {
  const { say } = useWords();
  const last = filter.conditions.length - 1;
  return (
    <Empty
      icon={last >= 0 ? "filter" : "page"}
      title={say(
        conditionsOf(filter).length > 0
          ? "grid.nothingFound"
          : isRetired
            ? "grid.nothingRetired"
            : "grid.nothingYet",
      )}
      action={
        last >= 0 ? (
          <Button variant="default" onClick={() => onFilter(withRemoved(filter, [last]))}>
            {say("grid.dropLast")}
          </Button>
        ) : (
          !isRetired && <Button onClick={onNew}>{say("grid.new")}</Button>
        )
      }
    />
  );
}
