import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { failureOf } from "./api/failure";
import { begin, signInFromElsewhere } from "./api/session";
import { localPath, type PageSearch, pageSearch } from "./frame/address";
import { Inside, Stopped } from "./inside";
import { MissingPage } from "./pages/missing";
import { lastProject } from "./site/projects";

/** What the sign-in page's address says: where to go on to, and what came of signing in elsewhere. */
interface SignInSearch {
  readonly next?: string;
  readonly from?: "elsewhere";
  /** Why nobody came in from there, by the site's word for it. */
  readonly refused?: string;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: MissingPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (sent: Record<string, unknown>): SignInSearch => ({
    ...(typeof sent.next === "string" ? { next: sent.next } : {}),
    ...(sent.from === "elsewhere" ? { from: sent.from } : {}),
    ...(typeof sent.refused === "string" ? { refused: sent.refused } : {}),
  }),
  beforeLoad: async ({ search }) => {
    if (search.from !== "elsewhere") return;
    const next = localPath(search.next);
    if (search.refused !== undefined)
      throw redirect({ to: "/sign-in", search: { next, refused: search.refused }, replace: true });
    const isIn = await signInFromElsewhere().then(
      () => true,
      () => false,
    );
    throw isIn
      ? redirect({ href: next, replace: true })
      : redirect({ to: "/sign-in", search: { next, refused: "failed" }, replace: true });
  },
  component: lazyRouteComponent(() => import("./pages/sign-in"), "SignInPage"),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    if (!(await isSignedIn()))
      throw redirect({ to: "/sign-in", search: { next: location.href }, replace: true });
  },
  component: Inside,
  notFoundComponent: MissingPage,
});

const start = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    const project = lastProject();
    throw project === null ? redirect({ to: "/projects" }) : redirect({ to: "/notes", search: { project } });
  },
});

const projects = createRoute({
  getParentRoute: () => inside,
  path: "/projects",
  validateSearch: (sent: Record<string, unknown>): PageSearch => pageSearch(sent),
  component: lazyRouteComponent(() => import("./pages/projects"), "ProjectsPage"),
});

const notes = createRoute({
  getParentRoute: () => inside,
  path: "/notes",
  validateSearch: (sent: Record<string, unknown>): PageSearch => pageSearch(sent),
  component: lazyRouteComponent(() => import("./pages/notes"), "NotesPage"),
});

const grid = createRoute({
  getParentRoute: () => inside,
  path: "/grid/$type",
  validateSearch: (sent: Record<string, unknown>): PageSearch => pageSearch(sent),
  component: lazyRouteComponent(() => import("./pages/grid"), "GridPage"),
});

const detail = createRoute({
  getParentRoute: () => inside,
  path: "/detail/$type/$id",
  validateSearch: (sent: Record<string, unknown>): PageSearch => pageSearch(sent),
  component: lazyRouteComponent(() => import("./pages/detail"), "DetailPage"),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  validateSearch: (sent: Record<string, unknown>): PageSearch => pageSearch(sent),
  component: lazyRouteComponent(() => import("./pages/account"), "AccountPage"),
});

const elsewhere = createRoute({ getParentRoute: () => inside, path: "$", component: MissingPage });

/** All addresses of the application; what is seen is told by the address alone. */
export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([start, projects, notes, grid, detail, account, elsewhere]),
  ]),
  defaultErrorComponent: Stopped,
  defaultPendingMs: 150,
  scrollRestoration: true,
});

/** Whether somebody is signed in; where the site does not answer, the page says so. */
async function isSignedIn(): Promise<boolean> {
  try {
    return await begin();
  } catch (thrown) {
    if (failureOf(thrown)?.kind === "refused") return false;
    throw thrown;
  }
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
