import { describe, expect, it } from "vitest";
import { readFields, readTypes } from "./schema";

const said = (value: unknown) => ({ value, editable: true });

describe("the schema", () => {
  it("tells types by both of their names", () => {
    const body = {
      data: {
        Shot: { name: said("Shot"), visible: said(true) },
        HumanUser: { name: said("Person"), visible: said(false) },
      },
    };
    expect(readTypes().read(body)).toEqual([
      { name: "Shot", label: "Shot", isVisible: true },
      { name: "HumanUser", label: "Person", isVisible: false },
    ]);
  });

  it("tells a field, without the values that are hidden", () => {
    const status = {
      name: said("Status"),
      description: said("How far it is"),
      data_type: said("status_list"),
      editable: said(true),
      mandatory: said(false),
      unique: said(false),
      visible: said(true),
      properties: {
        default_value: said("wtg"),
        valid_values: said(["wtg", "ip", "fin"]),
        hidden_values: said(["ip"]),
        display_values: said({ wtg: "Waiting to Start", fin: "Final" }),
      },
    };
    const [field] = readFields("Shot", 3).read({ data: { sg_status_list: status } });
    expect(field).toMatchObject({
      code: "sg_status_list",
      label: "Status",
      entityType: "Shot",
      dataType: "status_list",
      isEditable: true,
      validValues: ["wtg", "fin"],
      displayValues: { wtg: "Waiting to Start", fin: "Final" },
      validTypes: [],
      defaultValue: "wtg",
    });
  });

  it("asks for a project's own where there is one", () => {
    expect(readFields("Shot", 3).query).toEqual({ project_id: "3" });
    expect(readFields("Shot", null).query).toBeUndefined();
  });

  it.each([[null], [{}], [{ data: [] }], [{ data: { code: null } }]])("is empty in %j", (body) => {
    expect(readFields("Shot", null).read(body)).toEqual([]);
  });
});
