import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

// The neutral greys of the tokens, as the steps that the library counts in.
const GREYS: MantineColorsTuple = [
  "#f6f6f6",
  "#efefef",
  "#e4e4e4",
  "#dedede",
  "#c4c4c4",
  "#a3a3a3",
  "#858585",
  "#5c5c5c",
  "#303030",
  "#1a1a1a",
];
const DARKS: MantineColorsTuple = [
  "#e6e6e6",
  "#bdbdbd",
  "#a3a3a3",
  "#747474",
  "#3a3a3a",
  "#2e2e2e",
  "#2a2a2a",
  "#1e1e1e",
  "#161616",
  "#101010",
];
const BLUES: MantineColorsTuple = [
  "#e3ecff",
  "#c9dbff",
  "#a5c3ff",
  "#8ab4ff",
  "#6ea0ff",
  "#4a86f5",
  "#2f6be0",
  "#1f5ad1",
  "#1a4cb3",
  "#153e92",
];

/** The component library in our tokens: small type, small radii, borders rather than shadows. */
export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: { light: 7, dark: 6 },
  colors: { gray: GREYS, dark: DARKS, blue: BLUES },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "13px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "1.4", sm: "1.4", md: "1.45", lg: "1.45", xl: "1.3" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "18px" }, h2: { fontSize: "15px" }, h3: { fontSize: "13px" } },
  },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "2px", sm: "4px", md: "4px", lg: "4px", xl: "4px" },
  defaultRadius: "sm",
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    MultiSelect: { defaultProps: { size: "xs" } },
    Checkbox: { defaultProps: { size: "xs" } },
    // Nothing but items in a menu: the library's place for the first focus is none.
    Menu: {
      defaultProps: { shadow: "md", transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false },
    },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 0 } } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } },
    Modal: { defaultProps: { transitionProps: { duration: 80 }, overlayProps: { backgroundOpacity: 0.5 } } },
    // A dialog's line of title is no second banner of the page.
    ModalHeader: { defaultProps: { component: "div" } },
    DrawerHeader: { defaultProps: { component: "div" } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});

const OURS = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--muted)",
  "--mantine-color-placeholder": "var(--faint)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-gray-light-hover": "var(--hover)",
  "--mantine-color-gray-light-color": "var(--muted)",
};

/** The library's colours, in both themes, are the tokens. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, dark: OURS, light: OURS });
