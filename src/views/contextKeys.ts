import * as vscode from 'vscode';
import type { ModelDocument } from '../editor/modelDocument';

/** What the `when` clauses of the menus ask: whether there is a model in front, and what its run is doing. */
export class ContextKeys {
  readonly #known = new Map<string, unknown>();

  update(model: ModelDocument | undefined): void {
    const hasModel =
      model !== undefined && (model.outline.declarations.length > 0 || model.traced !== undefined);
    const isPreparing = model?.preparation?.kind === 'preparing';
    this.#set('skipline.hasModel', hasModel);
    // Not the contrary of `hasModel`: before the extension has read a Python file, its commands are offered as well.
    this.#set('skipline.hasNoModel', !hasModel && model?.isOutlined !== false);
    this.#set('skipline.runState', isPreparing ? 'preparing' : (model?.run?.state ?? 'idle'));
    this.#set('skipline.canContinue', model?.run?.canContinue === true);
  }

  #set(key: string, value: unknown): void {
    if (this.#known.get(key) !== value) {
      this.#known.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  }
}
