import { existsSync } from 'node:fs';
import path from 'node:path';
import CopyPlugin from 'copy-webpack-plugin';
import { EsbuildPlugin } from 'esbuild-loader';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import webpack from 'webpack';

const root = import.meta.dirname;
const python = path.join(root, 'src/frontends/torch/python');

/** Packages that stay outside the bundles because they carry native or WebAssembly files. */
const EXTERNALS = {
  vscode: 'commonjs vscode',
  'onnxruntime-node': 'commonjs onnxruntime-node',
  'onnxruntime-web': 'commonjs onnxruntime-web',
  // The copy that this build puts beside the bundles.
  pyodide: 'commonjs ./pyodide/pyodide.js',
};

const PYODIDE_ASSETS = [
  'package.json',
  'pyodide.js',
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'pyodide-lock.json',
  'python_stdlib.zip',
];

/** One row per bundle: what it is built from and where it runs. */
const BUNDLES = [
  { name: 'extension', entry: './src/extension.ts', target: 'node20', plugins: [staticAssets()] },
  { name: 'tracer', entry: './src/frontends/torch/tracerProcess.ts', target: 'node20' },
  { name: 'engine', entry: './src/engine/engineProcess.ts', target: 'node20' },
  { name: 'cli', entry: './src/cli/main.ts', target: 'node20', plugins: [shebang()] },
  { name: 'webview', entry: './webview/main.ts', target: 'web', plugins: [styles()] },
];

/** Files that the bundles read at run time: Pyodide and the Python stand-in of torch. */
function staticAssets() {
  const patterns = PYODIDE_ASSETS.map((file) => ({
    from: path.join(root, 'node_modules/pyodide', file),
    to: 'pyodide',
    info: { minimized: true },
  }));
  if (existsSync(python)) {
    patterns.push({
      from: '**/*',
      context: python,
      to: 'python',
      noErrorOnMissing: true,
      globOptions: { ignore: ['**/__pycache__/**'] },
    });
  }
  return new CopyPlugin({ patterns });
}

function styles() {
  return new MiniCssExtractPlugin({ filename: 'webview.css' });
}

function shebang() {
  return new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true });
}

function bundle({ name, entry, target, plugins = [] }, mode) {
  const production = mode === 'production';
  const forNode = target !== 'web';
  return {
    name,
    mode,
    target,
    context: root,
    entry: { [name]: entry },
    devtool: production ? 'hidden-source-map' : 'source-map',
    output: {
      path: path.join(root, 'dist'),
      filename: '[name].js',
      ...(forNode && { library: { type: 'commonjs2' } }),
      devtoolModuleFilenameTemplate: '[absolute-resource-path]',
    },
    externals: forNode ? EXTERNALS : {},
    node: { __dirname: false, __filename: false },
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        { test: /\.ts$/, exclude: /node_modules/, loader: 'esbuild-loader', options: { target: 'es2022' } },
        {
          test: /\.css$/,
          use: [MiniCssExtractPlugin.loader, { loader: 'css-loader', options: { url: false } }],
        },
      ],
      // The bundles look their siblings up at run time (`require(variable)`), which webpack must leave alone.
      parser: { javascript: { exprContextCritical: false } },
    },
    optimization: {
      splitChunks: false,
      minimizer: [new EsbuildPlugin({ target: 'es2022', css: true, keepNames: true, legalComments: 'none' })],
    },
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }), ...plugins],
    performance: false,
    cache: {
      type: 'filesystem',
      name: `${name}-${mode}`,
      cacheDirectory: path.join(root, '.cache/webpack'),
      buildDependencies: { config: [import.meta.filename] },
    },
    stats: 'errors-warnings',
    infrastructureLogging: { level: 'error' },
  };
}

export default (_env, { mode = 'production' }) => BUNDLES.map((row) => bundle(row, mode));
