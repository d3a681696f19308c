import * as vscode from 'vscode';
import type { ModuleSummary } from '../analysis/analysis';
import { commands } from '../editor/commands';
import { formatCount } from '../editor/format';
import type { ModelDocument } from '../editor/modelDocument';
import type { SourceRevealer } from '../editor/revealer';
import type { DeclaredModule } from '../frontends/torch/moduleOutline';
import { parentPath, type Module } from '../graph/module';
import { formatExampleShape } from '../graph/shape';
import type { SourceSpan } from '../graph/sourceSpan';

export const moduleViewId = 'skipline.model';

/** A line of the tree: a module as the text declares it, or one of the traced network. */
export type ModuleNode =
  | {
      readonly kind: 'declared';
      readonly id: string;
      readonly module: DeclaredModule;
      readonly isRoot: boolean;
    }
  | { readonly kind: 'traced'; readonly module: Module; readonly summary: ModuleSummary };

/**
 * The modules of the model in front. Before it is traced, and where it cannot be, as its classes declare them; then with
 * the shapes and parameters of the network.
 */
export class ModuleTree implements vscode.TreeDataProvider<ModuleNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  readonly #view: vscode.TreeView<ModuleNode>;
  #model: ModelDocument | undefined;
  /** What was shown last, so that typing redraws nothing that stays the same. */
  #shown: unknown;
  #childrenByPath = new Map<string, ModuleNode[]>();

  constructor(revealer: SourceRevealer) {
    this.#view = vscode.window.createTreeView(moduleViewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscriptions = [
      this.#view,
      vscode.commands.registerCommand(commands.revealModule, (node: ModuleNode) =>
        this.#reveal(node, revealer),
      ),
    ];
  }

  /** The model in front, or the same one after something about it has changed. */
  show(model: ModelDocument | undefined): void {
    const content = model?.traced ?? model?.outline;
    this.#view.description = model && isStale(model) ? vscode.l10n.t('older text') : '';
    if (model === this.#model && content === this.#shown) {
      return;
    }
    this.#model = model;
    this.#shown = content;
    this.#childrenByPath = groupByParent(model);
    this.#changed.fire();
  }

  getChildren(node?: ModuleNode): ModuleNode[] {
    if (node === undefined) {
      return this.#childrenByPath.get('root') ?? this.#declaredRoots();
    }
    return node.kind === 'traced'
      ? (this.#childrenByPath.get(`in ${node.module.path}`) ?? [])
      : node.module.children.map((module) => declared(module, `${node.id}.${module.name}`, false));
  }

  getTreeItem(node: ModuleNode): vscode.TreeItem {
    const item = new vscode.TreeItem(labelOf(node), this.#foldOf(node));
    item.id = `${this.#model?.uri.toString()}#${node.kind === 'traced' ? `/${node.module.path}` : node.id}`;
    item.description = descriptionOf(node);
    item.tooltip = tooltipOf(node);
    item.iconPath = new vscode.ThemeIcon(iconOf(node, this.getChildren(node).length > 0));
    item.command = {
      title: vscode.l10n.t('Show the source'),
      command: commands.revealModule,
      arguments: [node],
    };
    return item;
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }

  #declaredRoots(): ModuleNode[] {
    return (this.#model?.declaredModules() ?? []).map((module) => declared(module, module.name, true));
  }

  #foldOf(node: ModuleNode): vscode.TreeItemCollapsibleState {
    const isRoot = node.kind === 'traced' ? node.module.path === '' : node.isRoot;
    if (this.getChildren(node).length === 0) {
      return vscode.TreeItemCollapsibleState.None;
    }
    return isRoot ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  }

  async #reveal(node: ModuleNode, revealer: SourceRevealer): Promise<void> {
    const model = this.#model;
    if (model === undefined) {
      return;
    }
    if (node.kind === 'traced') {
      const span = spanOf(node);
      if (span) {
        await revealer.reveal(span, model);
      }
      return;
    }
    const document = await vscode.workspace.openTextDocument(model.uri);
    const start = document.positionAt(node.module.offset);
    await revealer.show(model.uri, new vscode.Range(start, start));
  }
}

function isStale(model: ModelDocument): boolean {
  return model.traced !== undefined && model.freshness === 'stale';
}

function declared(module: DeclaredModule, id: string, isRoot: boolean): ModuleNode {
  return { kind: 'declared', id, module, isRoot };
}

/** The traced modules below the path that holds them (`in PATH`); the network itself under `root`. */
function groupByParent(model: ModelDocument | undefined): Map<string, ModuleNode[]> {
  const groups = new Map<string, ModuleNode[]>();
  const { traced } = model ?? {};
  for (const summary of traced?.analysis.modules ?? []) {
    const module = traced?.trace.graph.modules.get(summary.path);
    if (module) {
      const parent = parentPath(module.path);
      const key = parent === undefined ? 'root' : `in ${parent}`;
      const siblings = groups.get(key) ?? [];
      siblings.push({ kind: 'traced', module, summary });
      groups.set(key, siblings);
    }
  }
  return groups;
}

function labelOf(node: ModuleNode): string {
  if (node.kind === 'declared') {
    return node.module.name;
  }
  return node.module.path === '' ? node.module.type : node.module.path.replace(/^.*\./, '');
}

function descriptionOf(node: ModuleNode): string {
  if (node.kind === 'declared') {
    const { type, arguments: given, children } = node.module;
    return node.isRoot ? '' : given === '' && children.length > 0 ? type : `${type}(${given})`;
  }
  const { module, summary } = node;
  const shape = summary.outputShapes[0];
  const becomes = [
    module.path === '' ? '' : module.type,
    shape === undefined ? '' : `→ ${formatExampleShape(shape)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  const parameters = summary.parameters === 0 ? '' : formatCount(summary.parameters);
  return [becomes, parameters].filter((part) => part !== '').join(' · ');
}

function tooltipOf(node: ModuleNode): string {
  if (node.kind === 'declared') {
    return vscode.l10n.t('As the text declares it; not traced yet');
  }
  const { module, summary } = node;
  const shapes = (label: string, list: ModuleSummary['inputShapes']) =>
    list.length === 0 ? '' : `${label} ${list.map((shape) => shape.join('×')).join(', ')}`;
  return [
    `${module.path || module.type}${module.path && `: ${module.type}`}(${module.description})`,
    shapes(vscode.l10n.t('Input'), summary.inputShapes),
    shapes(vscode.l10n.t('Output'), summary.outputShapes),
    vscode.l10n.t('{0} parameters', formatCount(summary.parameters)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function iconOf(node: ModuleNode, hasChildren: boolean): string {
  const isRoot = node.kind === 'traced' ? node.module.path === '' : node.isRoot;
  if (isRoot) {
    return 'type-hierarchy';
  }
  return hasChildren ? 'layers' : 'circle-small';
}

/** Where a module was constructed, else where its class stands. */
function spanOf(node: Extract<ModuleNode, { kind: 'traced' }>): SourceSpan | undefined {
  const { path, source, definition } = node.module;
  return path === '' ? (definition ?? source) : (source ?? definition);
}
