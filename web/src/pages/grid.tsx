import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { RowPanel } from "../detail/row-panel";
import { useProjectId } from "../frame/address";
import { GridBones } from "../grid/grid-bones";
import { TypeGrid } from "../grid/type-grid";
import { fieldsQuery } from "../site/schema";
import { PageFailure } from "./missing";

const BESIDE = { Panel: RowPanel };

/** The grid of an entity type: `/grid/Shot?project=…`. All that is seen of it is in the address. */
export function GridPage() {
  const { type = "" } = useParams({ strict: false });
  // Not suspended: React holds back what comes after a suspended page for 300 ms, however soon it is there.
  const { data, error, refetch } = useQuery(fieldsQuery(type, useProjectId()));
  if (error !== null) return <PageFailure thrown={error} retry={() => void refetch()} />;
  return data === undefined ? (
    <GridBones />
  ) : (
    <TypeGrid key={type} type={type} schema={data} special={BESIDE} />
  );
}
