import * as vscode from 'vscode';

/** What is used of the API of Microsoft's Python extension. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(
      environment: { readonly path: string } | string,
    ): Promise<{ readonly executable: { readonly sysPrefix?: string } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** Starting that extension and asking it may take long; a trace does not wait for more than this. */
const patienceMilliseconds = 3000;

/** The interpreter that is selected in Microsoft's Python extension, where that is installed. */
export class SelectedInterpreter implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Another interpreter was selected, or the first one became known too late for a trace that asked. */
  readonly onDidChange = this.#changed.event;
  #extension: Promise<PythonExtension | undefined> | undefined;
  #subscription: vscode.Disposable | undefined;
  /** What it answered last, by file. */
  readonly #known = new Map<string, string | undefined>();

  /** Its prefix (`sys.prefix`); the last one known where nobody answers in time; undefined where there is none. */
  async prefixFor(resource: vscode.Uri): Promise<string | undefined> {
    const key = resource.toString();
    const before = this.#known.get(key);
    let isLate = false;
    const asking = this.#ask(resource).then((prefix) => {
      this.#known.set(key, prefix);
      // One that is always late must not be asked again and again.
      if (isLate && prefix !== before) {
        this.#changed.fire();
      }
      return prefix;
    });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<string | undefined>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve(before);
      }, patienceMilliseconds);
    });
    try {
      return await Promise.race([asking, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.#changed.dispose();
  }

  async #ask(resource: vscode.Uri): Promise<string | undefined> {
    try {
      this.#extension ??= this.#start();
      const python = await this.#extension;
      if (python === undefined) {
        // It may be installed later.
        this.#extension = undefined;
        return undefined;
      }
      const { environments } = python;
      const active = environments.getActiveEnvironmentPath(resource);
      return (await environments.resolveEnvironment(active))?.executable.sysPrefix;
    } catch {
      // Another version of that extension: go on without it.
      return undefined;
    }
  }

  async #start(): Promise<PythonExtension | undefined> {
    const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
    const python = await extension?.activate();
    this.#subscription = python?.environments.onDidChangeActiveEnvironmentPath(() => this.#changed.fire());
    return python;
  }
}
