import { expect, it } from "vitest";
import { slugOf } from "./slug";

it.each([
  ["Note", "notes"],
  ["Reply", "replies"],
  ["HumanUser", "human_users"],
  ["Status", "statuses"],
  ["PublishedFile", "published_files"],
  ["EventLogEntry", "event_log_entries"],
  ["TaskDependency", "task_dependencies"],
  ["CustomEntity01", "custom_entity01s"],
  ["Delivery", "deliveries"],
  ["ShootDay", "shoot_days"],
  ["Asset_linked_projects_Connection", "asset_linked_projects_connections"],
])("%s is %s in paths", (type, slug) => {
  expect(slugOf(type)).toBe(slug);
});
