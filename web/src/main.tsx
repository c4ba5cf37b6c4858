import "@mantine/core/styles.css";
import "./theme/tokens.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { standing } from "./api/session";
import { Boundary } from "./frame/boundary";
import { keepTrue } from "./live/keeping";
import { router } from "./routes";
import { cache } from "./site/cache";
import { draftsAreOf } from "./state/drafts";
import { useStore } from "./state/store";
import { showChoices, themeChoice } from "./theme/choices";
import { theme, variables } from "./theme/theme";
import { languageChoice, speak } from "./words/language";

function Application() {
  const choice = useStore(themeChoice);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      getStyleNonce={styleNonce}
      defaultColorScheme="auto"
      forceColorScheme={choice === "system" ? undefined : choice}
    >
      <QueryClientProvider client={cache}>
        <Boundary>
          <RouterProvider router={router} />
        </Boundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The number that the site drew for this page: its policy lets those style elements count that have it. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

async function start(): Promise<void> {
  const place = document.getElementById("application");
  if (place === null) throw new Error("The page has no place for the application.");
  // Where the library that keeps pages from scrolling behind dialogs looks for it.
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
  showChoices();
  languageChoice.watch(() => void speak());
  await speak();
  keepTrue(cache);
  standing.watch(() => {
    const found = standing.get();
    if (found.is === "in") draftsAreOf(`${found.who.type}.${found.who.id}`);
  });
  createRoot(place).render(
    <StrictMode>
      <Application />
    </StrictMode>,
  );
}

void start();
