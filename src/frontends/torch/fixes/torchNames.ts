import { ImportTable } from '../outlineImports';
import { descendants, type PythonSource } from './pythonSource';

/** How a file calls a class of `torch.nn`: `nn.Conv2d`, `Conv2d`, `torch.nn.Conv2d`. */
export function torchName(type: string, source: PythonSource): string {
  const imports = new ImportTable();
  descendants(source.tree.topNode, 'ImportStatement').forEach((statement) =>
    imports.add(statement, source.text),
  );
  const own = imports.nameOf(`torch.nn.${type}`);
  const namespace = imports.nameOf('torch.nn');
  return own ?? (namespace === undefined ? `torch.nn.${type}` : `${namespace}.${type}`);
}
