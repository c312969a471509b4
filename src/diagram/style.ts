import { FONT_SIZE } from './text.ts';

const LIGHT = {
  paper: '#ffffff',
  group: '#f6f8fa',
  box: '#ffffff',
  border: '#8c959f',
  faint: '#d0d7de',
  ink: '#1f2328',
  pale: '#59636e',
  blue: '#ddf4ff',
  'blue-border': '#0969da',
  green: '#dafbe1',
  'green-border': '#1a7f37',
  traffic: '#bc4c00',
  release: '#8250df',
};

const DARK: typeof LIGHT = {
  paper: '#0d1117',
  group: '#161b22',
  box: '#0d1117',
  border: '#656c76',
  faint: '#3d444d',
  ink: '#f0f6fc',
  pale: '#9198a1',
  blue: '#0c2d6b',
  'blue-border': '#58a6ff',
  green: '#033a16',
  'green-border': '#3fb950',
  traffic: '#f0883e',
  release: '#bc8cff',
};

const variables = (colours: typeof LIGHT) =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

/** How everything looks, on light and on dark pages. Letters come with the system: the file asks for nothing. */
export const STYLE: readonly string[] = [
  `svg{${variables(LIGHT)}}`,
  `@media(prefers-color-scheme:dark){svg{${variables(DARK)}}}`,
  `text{font:${FONT_SIZE}px -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:var(--ink)}`,
  'text.group{font-weight:600}',
  'text.detail{fill:var(--pale)}',
  // Lines may pass behind these.
  '.over{paint-order:stroke;stroke:var(--group);stroke-width:5px;stroke-linejoin:round}',
  'text.label{fill:var(--release);paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}',
  '.paper{fill:var(--paper);stroke:var(--faint)}',
  '.group-resource{fill:var(--group);stroke:var(--faint)}',
  '.group-outside,.frame{fill:none;stroke:var(--border);stroke-dasharray:5 4}',
  '.resource{fill:var(--box);stroke:var(--border)}',
  '.outside{fill:var(--paper);stroke:var(--border);stroke-dasharray:3 3}',
  '.blue{fill:var(--blue);stroke:var(--blue-border)}',
  '.green{fill:var(--green);stroke:var(--green-border)}',
  'path{fill:none;stroke-width:1.7}',
  'path.traffic{stroke:var(--traffic)}',
  'path.release{stroke:var(--release)}',
  'path.reference{stroke:var(--border);stroke-width:1}',
  'path.dashed{stroke-dasharray:6 4}',
  '#traffic path{fill:var(--traffic)}',
  '#release path{fill:var(--release)}',
  '#reference path{fill:var(--border)}',
];
