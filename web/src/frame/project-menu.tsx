import { Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { keepName, keptName, opened, type Project, recent, useProjects } from "../site/projects";
import { useWords } from "../words/say";
import { useProjectId } from "./address";
import { Icon } from "./icon";
import { useKey } from "./keys";
import { Picture } from "./picture";
import styles from "./project-menu.module.css";

const MOST = 8;

/** Which project the pages are about, and the way to another. */
export function ProjectMenu() {
  const { say } = useWords();
  const navigate = useNavigate();
  const projects = useProjects();
  const id = useProjectId();
  const project = projects?.find((each) => each.id === id);
  useEffect(() => {
    if (project !== undefined) keepName(project);
  }, [project]);
  useKey("p", () => void navigate({ to: "/projects" }), { label: say("keys.projects"), where: "anywhere" });
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <button type="button" className={styles.button}>
          <span className={styles.name} dir="auto">
            {project?.name ??
              (id === null ? say("frame.chooseProject") : (keptName(id) ?? say("frame.loading")))}
          </span>
          <Icon name="down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {projects !== undefined && <Recent projects={recent(projects).slice(0, MOST)} />}
        <Menu.Item component={Link} to="/projects" leftSection={<Icon name="film" />}>
          {say("frame.allProjects")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Recent({ projects }: { readonly projects: readonly Project[] }) {
  const { say } = useWords();
  const navigate = useNavigate();
  if (projects.length === 0) return null;
  const go = (project: number) => {
    opened(project);
    void navigate({ to: "/notes", search: { project } });
  };
  return (
    <>
      <Menu.Label>{say("frame.recentProjects")}</Menu.Label>
      {projects.map((each) => (
        <Menu.Item
          key={each.id}
          onClick={() => go(each.id)}
          leftSection={
            <Picture address={each.image} width={40} height={24} icon="film" of={thumbnailOf(each)} />
          }
        >
          <span dir="auto" className={styles.entry}>
            {each.name}
          </span>
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}

/** Where a project's picture is. */
export function thumbnailOf(project: Project) {
  return { row: { type: "Project", id: project.id }, field: "image" };
}
