import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { decodeSource } from './sourceEncoding';

/** A file that is read although it lies outside of every root would be a leak, not a convenience. */
export interface SourceRoots {
  readonly overlays: Readonly<Record<string, string>>;
  /** Absolute folders below which files may be read. */
  readonly roots: readonly string[];
}

/** Where a file stands as a Python module. */
export interface ModulePlace {
  /** Dotted name under which it is imported. */
  readonly name: string;
  /** Folder that is searched for its top-level package, or for its neighbours. */
  readonly searchFolder: string;
  /** Its top-level package; empty where the file is in none. */
  readonly package: string;
}

/** Python sources, read-only: unsaved text first, then the disk, below the roots only. */
export class SourceFiles {
  private overlays = new Map<string, string>();
  private roots: readonly string[] = [];
  /** Digests of overlays, and of files as the disk last had them. */
  private readonly overlayDigests = new Map<string, string>();
  private readonly diskDigests = new Map<string, { readonly state: string; readonly digest: string }>();

  configure({ overlays, roots }: SourceRoots): void {
    this.overlays = new Map(Object.entries(overlays).map(([file, text]) => [normalise(file), text]));
    this.roots = roots.map(canonical);
    this.overlayDigests.clear();
  }

  /** Undefined where there is no such file or it may not be read. */
  read(file: string): string | undefined {
    return this.overlays.get(normalise(file)) ?? this.readDisk(file);
  }

  /** A text that changes when the content does, and only then; empty where there is no such file. */
  stamp(file: string): string {
    const normal = normalise(file);
    const overlay = this.overlays.get(normal);
    if (overlay === undefined) {
      return this.stampOnDisk(normal);
    }
    const digest = this.overlayDigests.get(normal) ?? digestOf(overlay);
    this.overlayDigests.set(normal, digest);
    return digest;
  }

  /** What stands at a path: undefined where there is nothing that may be read. */
  entry(path: string): { isFolder: boolean; size: number; milliseconds: number } | undefined {
    const overlay = this.overlays.get(normalise(path));
    if (overlay !== undefined) {
      return { isFolder: false, size: Buffer.byteLength(overlay), milliseconds: 0 };
    }
    const stats = this.stat(path);
    return stats && { isFolder: stats.isDirectory(), size: stats.size, milliseconds: stats.mtimeMs };
  }

  /** Names in a folder. */
  list(folder: string): string[] {
    try {
      return this.stat(folder)?.isDirectory() ? fs.readdirSync(folder) : [];
    } catch {
      return [];
    }
  }

  /** Content of a file; undefined where there is none or it may not be read. */
  bytes(file: string): Uint8Array | undefined {
    const overlay = this.overlays.get(normalise(file));
    if (overlay !== undefined) {
      return Buffer.from(overlay);
    }
    try {
      return this.stat(file)?.isFile() ? fs.readFileSync(file) : undefined;
    } catch {
      return undefined;
    }
  }

  /** What a name means in a folder: `module|PATH`, `package|PATH`, `namespace|PATH`, or empty. Packages come first. */
  locate(folder: string, name: string): string {
    const base = `${normalise(folder)}/${name}`;
    if (this.isFile(`${base}/__init__.py`)) {
      return `package|${base}`;
    }
    if (this.isFile(`${base}.py`)) {
      return `module|${base}.py`;
    }
    return this.stat(base)?.isDirectory() ? `namespace|${base}` : '';
  }

  /**
   * By the packages around the file, as `python -m` would name it. Folders without `__init__.py` count as packages too,
   * below a workspace folder, as far up as the file's own relative imports reach.
   */
  placeOf(file: string, workspace: readonly string[] = [], text = ''): ModulePlace {
    const normal = normalise(file);
    const stem = path.posix.basename(normal, '.py');
    const names = stem === '__init__' ? [] : [stem];
    let folder = path.posix.dirname(normal);
    let needed = levelsOfImports(text) - (stem === '__init__' ? 1 : 0);
    const isPackage = () =>
      fs.existsSync(`${folder}/__init__.py`) ||
      (needed > 0 && workspace.some((root) => folder.startsWith(`${root}/`)));
    while (isPackage() && path.posix.dirname(folder) !== folder) {
      names.unshift(path.posix.basename(folder));
      folder = path.posix.dirname(folder);
      needed -= 1;
    }
    const isPackaged = names.length > 1 || stem === '__init__';
    return { name: names.join('.'), searchFolder: folder, package: isPackaged ? names[0] : '' };
  }

  /** Reads the file only where it seems to have changed since. */
  private stampOnDisk(file: string): string {
    const stats = this.stat(file);
    if (stats === undefined) {
      return '';
    }
    const state = `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`;
    const known = this.diskDigests.get(file);
    if (known?.state === state) {
      return known.digest;
    }
    const text = this.readDisk(file);
    if (text === undefined) {
      return '';
    }
    const digest = digestOf(text);
    this.diskDigests.set(file, { state, digest });
    return digest;
  }

  private readDisk(file: string): string | undefined {
    if (!this.isReadable(file)) {
      return undefined;
    }
    try {
      return decodeSource(fs.readFileSync(file));
    } catch {
      return undefined;
    }
  }

  private isFile(file: string): boolean {
    return this.overlays.has(file) || (this.stat(file)?.isFile() ?? false);
  }

  /** Undefined also where the disk refuses, such as for a name that is too long: an exception would end Python. */
  private stat(file: string): fs.Stats | undefined {
    try {
      return this.isReadable(file) ? fs.statSync(file, { throwIfNoEntry: false }) : undefined;
    } catch {
      return undefined;
    }
  }

  private isReadable(file: string): boolean {
    const normal = canonical(file);
    return this.roots.some((root) => normal === root || normal.startsWith(root === '/' ? root : `${root}/`));
  }
}

/** Folders that relative imports go up, counting the file's own: 2 for `from ..layers import x`. */
function levelsOfImports(text: string): number {
  return Math.max(0, ...[...text.matchAll(/^[ \t]*from[ \t]+(\.+)/gm)].map(([, dots]) => dots.length));
}

function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

/** One text for one path: without `..`, `.`, doubled slashes (those in front of a network share too) and a last one. */
function canonical(file: string): string {
  return path.posix.normalize(normalise(file)).replace(/(.)\/$/, '$1');
}

/** Python sees forward slashes everywhere. */
export function normalise(file: string): string {
  return path.sep === '\\' ? file.replaceAll('\\', '/') : file;
}
