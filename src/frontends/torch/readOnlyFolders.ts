import type { SourceFiles } from './sourceFiles';

/**
 * The user's folders inside of Python's own file system, under their own paths and read-only, so that `open`, `os.listdir`
 * and `pathlib` find the configuration files of a model. What may be read is what {@link SourceFiles} gives.
 */
export class ReadOnlyFolders {
  private mounted: string[] = [];

  constructor(
    private readonly system: EmscriptenFileSystem,
    private readonly files: SourceFiles,
  ) {}

  /** Shows these folders and no others. */
  show(roots: readonly string[]): void {
    const wanted = outermost(roots).filter((root) => !hidesPython(root));
    for (const root of this.mounted.filter((one) => !wanted.includes(one))) {
      this.system.unmount(root);
    }
    for (const root of wanted.filter((one) => !this.mounted.includes(one))) {
      this.system.mkdirTree(root);
      this.system.mount({ mount: () => this.node(null, '/', root, true) }, {}, root);
    }
    this.mounted = wanted;
  }

  private node(parent: FileNode | null, name: string, path: string, isFolder: boolean): FileNode {
    const node = this.system.createNode(parent, name, isFolder ? folderMode : fileMode, 0);
    node.path = path;
    node.node_ops = this.nodeOperations;
    node.stream_ops = isFolder ? folderOperations : this.streamOperations;
    return node;
  }

  private fail(code: number): never {
    throw new this.system.ErrnoError(code);
  }

  private readonly refuse = (): never => this.fail(readOnlyFileSystem);

  private readonly nodeOperations = {
    getattr: (node: FileNode) => {
      const entry = this.files.entry(node.path) ?? this.fail(noSuchFile);
      const time = new Date(entry.milliseconds);
      return {
        dev: 1,
        ino: node.id,
        mode: entry.isFolder ? folderMode : fileMode,
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        size: entry.size,
        atime: time,
        mtime: time,
        ctime: time,
        blksize: 4096,
        blocks: Math.ceil(entry.size / 512),
      };
    },
    lookup: (parent: FileNode, name: string) => {
      const path = `${parent.path}/${name}`;
      const entry = this.files.entry(path) ?? this.fail(noSuchFile);
      return this.node(parent, name, path, entry.isFolder);
    },
    readdir: (node: FileNode) => ['.', '..', ...this.files.list(node.path)],
    setattr: this.refuse,
    mknod: this.refuse,
    rename: this.refuse,
    unlink: this.refuse,
    rmdir: this.refuse,
    symlink: this.refuse,
    readlink: () => this.fail(invalidArgument),
  };

  private readonly streamOperations = {
    open: (stream: FileStream) => {
      if ((stream.flags & writingFlags) !== 0) {
        this.refuse();
      }
      stream.content = this.files.bytes(stream.node.path) ?? this.fail(noSuchFile);
    },
    read: (stream: FileStream, buffer: Int8Array, offset: number, length: number, position: number) => {
      const part = stream.content!.subarray(position, position + length);
      new Uint8Array(buffer.buffer, buffer.byteOffset).set(part, offset);
      return part.length;
    },
    write: this.refuse,
    llseek: (stream: FileStream, offset: number, whence: number) => {
      const start = [0, stream.position, stream.content!.length][whence] ?? this.fail(invalidArgument);
      return start + offset >= 0 ? start + offset : this.fail(invalidArgument);
    },
  };
}

/** The file system itself lists an open folder and keeps its place there as the position. */
const folderOperations = {
  llseek: (stream: FileStream, offset: number, whence: number) =>
    whence === 1 ? stream.position + offset : offset,
};

const folderMode = 0o040555;
const fileMode = 0o100444;

/** `O_WRONLY`, `O_RDWR`, `O_CREAT`, `O_TRUNC`, `O_APPEND` of Emscripten. */
const writingFlags = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000;

/** `ENOENT`, `EINVAL` and `EROFS` of WASI. */
const noSuchFile = 44;
const invalidArgument = 28;
const readOnlyFileSystem = 69;

/** Folders that Python itself needs. */
const pythonFolders = ['/dev', '/home/pyodide', '/lib', '/proc', '/skipline'];

function hidesPython(root: string): boolean {
  return pythonFolders.some(
    (folder) =>
      folder === root || folder.startsWith(root.replace(/\/?$/, '/')) || root.startsWith(`${folder}/`),
  );
}

/** Folders that lie in no other of them. */
function outermost(folders: readonly string[]): string[] {
  const all = [...new Set(folders.map((folder) => folder.replace(/(.)\/+$/, '$1')))];
  return all.filter((one) => !all.some((other) => one !== other && one.startsWith(`${other}/`)));
}

/** The part of Emscripten's file system that this uses; its own types are not installed. */
export interface EmscriptenFileSystem {
  readonly ErrnoError: new (code: number) => Error;
  mkdirTree(path: string): void;
  writeFile(path: string, content: Uint8Array): void;
  mount(type: { mount(): FileNode }, options: object, path: string): void;
  unmount(path: string): void;
  createNode(parent: FileNode | null, name: string, mode: number, device: number): FileNode;
}

interface FileNode {
  readonly id: number;
  /** Absolute path on the disk. */
  path: string;
  node_ops: object;
  stream_ops: object;
}

interface FileStream {
  readonly node: FileNode;
  readonly flags: number;
  readonly position: number;
  content?: Uint8Array;
}
