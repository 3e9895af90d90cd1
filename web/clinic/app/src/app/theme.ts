import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The one accent of the clinic: a deep teal. White text on shade 7 has a contrast of 6.6:1. */
const teal: MantineColorsTuple = [
  '#eef8f6',
  '#d9efeb',
  '#b2ded7',
  '#86cbc1',
  '#56b2a6',
  '#34988c',
  '#1f7d74',
  '#15665f',
  '#11524d',
  '#0d3f3c',
];

/** Greys with a breath of the accent, so that surfaces and accent belong together in the dark. */
const dark: MantineColorsTuple = [
  '#dfe5e3',
  '#b9c3c1',
  '#9aa6a3',
  '#6f7b79',
  '#414b4a',
  '#323a39',
  '#252c2b',
  '#1a201f',
  '#141918',
  '#0f1312',
];

const gray: MantineColorsTuple = [
  '#f7f9f8',
  '#f0f3f2',
  '#e4e9e7',
  '#d6dcda',
  '#bfc8c5',
  '#9aa5a2',
  '#66716f',
  '#4a5553',
  '#333d3b',
  '#1c2422',
];

/**
 * A practitioner's own colour is a tint behind ordinary text: any colour that people choose stays readable, in the
 * light and in the dark. The colour itself shows as a bar (EventBody).
 */
const readableTints: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  if (input.variant !== 'light' || !input.color?.startsWith('#')) return resolved;
  const tint = (percent: number) =>
    `color-mix(in srgb, ${input.color} ${percent}%, var(--clinic-surface))`;
  return { ...resolved, background: tint(14), hover: tint(22), color: 'var(--mantine-color-text)' };
};

/** The device's own: nothing to load, and nothing that moves when it comes. */
const font = "system-ui, -apple-system, 'Segoe UI', sans-serif";

/** What can only be pressed is left out on paper (clinic.css). */
const screenOnly = { 'data-screen-only': true };

const small = { defaultProps: { size: 'sm' } };

export const theme = createTheme({
  colors: { accent: teal, dark, gray },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  black: '#1b2422',
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: readableTints,
  fontFamily: font,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontFamily: font,
    fontWeight: '600',
  },
  components: {
    Button: { defaultProps: { ...small.defaultProps, ...screenOnly } },
    TextInput: small,
    Textarea: small,
    NativeSelect: small,
    Select: small,
    DateInput: small,
    Autocomplete: small,
    SegmentedControl: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', ...screenOnly } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Modal: {
      defaultProps: {
        // The page itself never scrolls: locking it would compute the style of everything again.
        lockScroll: false,
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Drawer: {
      defaultProps: {
        lockScroll: false,
        transitionProps: { duration: 140 },
        overlayProps: { backgroundOpacity: 0.3 },
      },
    },
  },
});

/** The clinic's own surfaces, and the sync pieces' colours taken from the same palette. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--clinic-canvas': gray[0],
    '--clinic-surface': '#fff',
    '--clinic-border': gray[2],
    '--clinic-hover': gray[1],
    '--clinic-selected': teal[0],
    '--clinic-muted': '#5a6664',
    '--clinic-accent-text': teal[7],
    '--mantine-color-dimmed': '#5a6664',
    '--mantine-color-error': '#b42318',
    '--mantine-color-placeholder': '#66716f',
  },
  dark: {
    '--clinic-canvas': dark[8],
    '--clinic-surface': dark[7],
    '--clinic-border': dark[5],
    '--clinic-hover': dark[6],
    '--clinic-selected': '#17302d',
    '--clinic-muted': dark[2],
    '--clinic-accent-text': teal[4],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-error': '#ff9c94',
    '--mantine-color-placeholder': '#8a9693',
  },
});
