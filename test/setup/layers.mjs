/**
 * The layer rule of the design, as an ESLint plugin: imports run downwards only, the pure layers touch neither
 * VS Code nor Node nor a native runtime, and only the editor-facing layers import `vscode`.
 */
import { builtinModules } from 'node:module';
import path from 'node:path';

/** Top to bottom of the import order: a layer may import those before it. */
export const LAYERS = [
  'graph',
  'ops',
  'analysis',
  'autodiff',
  'layout',
  'protocol',
  'frontends',
  'engine',
  'lab',
  'editor',
  'views',
  'cli',
  'extension',
];

/** Layers that run in a browser as well as in Node. */
export const PURE_LAYERS = ['graph', 'ops', 'analysis', 'autodiff', 'layout', 'protocol'];

const VSCODE_LAYERS = ['editor', 'views', 'extension'];
const RUNTIME_PACKAGES = ['onnxruntime-node', 'onnxruntime-web', 'pyodide'];
const IMPURE_GLOBALS = [
  'process',
  'Buffer',
  'require',
  'module',
  '__dirname',
  '__filename',
  'global',
  'console',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'Worker',
  'window',
  'document',
  'navigator',
  'localStorage',
];

/** The layer that a file belongs to: a name of LAYERS, `webview`, or undefined for tests and tools. */
export function layerOf(file, root) {
  const parts = path.relative(root, file).split(path.sep);
  if (parts[0] === 'webview') return 'webview';
  if (parts[0] !== 'src' || parts.length < 2) return undefined;
  return parts[1].replace(/\.ts$/, '');
}

/** The sentence that forbids `layer` to import `target`, or undefined when it may. */
function forbids(layer, target, file, root) {
  const pure = PURE_LAYERS.includes(layer);
  if (target === 'vscode') {
    return VSCODE_LAYERS.includes(layer) ? undefined : `only ${VSCODE_LAYERS.join(', ')} may import vscode`;
  }
  if (!target.startsWith('.')) {
    if (layer !== 'webview' && !pure) return undefined;
    if (target.startsWith('node:') || builtinModules.includes(target.split('/')[0])) {
      return `${layer} runs in a browser too and must not import the Node module '${target}'`;
    }
    if (RUNTIME_PACKAGES.some((name) => target === name || target.startsWith(`${name}/`))) {
      return `${layer} must not import the runtime '${target}'`;
    }
    return undefined;
  }
  const imported = layerOf(path.resolve(path.dirname(file), target), root);
  if (imported === layer) return undefined;
  if (imported === undefined)
    return `product code must not import '${target}', which is outside src and webview`;
  if (layer === 'webview') {
    return PURE_LAYERS.includes(imported)
      ? undefined
      : `webview may import pure layers only, not ${imported}`;
  }
  if (imported === 'webview') return `${layer} must not import webview; they talk through protocol`;
  if (layer === 'cli' && VSCODE_LAYERS.includes(imported)) {
    return `cli runs without an editor and must not import ${imported}`;
  }
  const from = LAYERS.indexOf(layer);
  const to = LAYERS.indexOf(imported);
  if (from < 0) return `'src/${layer}' is not a layer of the design`;
  return to >= 0 && to < from
    ? undefined
    : `${layer} must not import ${imported}: imports run downwards only`;
}

const imports = {
  meta: {
    type: 'problem',
    docs: { description: 'imports run downwards through the layers' },
    schema: [{ type: 'object', properties: { root: { type: 'string' } }, required: ['root'] }],
    messages: { forbidden: 'Layer rule: {{why}}.' },
  },
  create(context) {
    const { root } = context.options[0];
    const layer = layerOf(context.filename, root);
    if (layer === undefined) return {};
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const why = forbids(layer, source.value, context.filename, root);
      if (why) context.report({ node: source, messageId: 'forbidden', data: { why } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.argument?.literal ?? node.source),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
    };
  },
};

export const layersPlugin = { meta: { name: 'skipline-layers' }, rules: { imports } };

/** Settings of `no-restricted-globals` for the pure layers. */
export const restrictedGlobals = IMPURE_GLOBALS.map((name) => ({
  name,
  message: 'Pure layers do no I/O and run in a browser too.',
}));
