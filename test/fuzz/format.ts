/** A kind of file that Skipline reads. */
export interface Format {
  readonly name: string;
  /** How the file is called, in a folder of its own. */
  readonly file: string;
  /** Sound files to begin from. */
  readonly seeds: readonly Buffer[];
  /** Other files that stand beside it. */
  readonly beside?: Readonly<Record<string, Buffer>>;
  /**
   * Takes a file apart and puts it together again around a changed content with right checksums, which otherwise keep
   * every change from the reader behind them.
   */
  readonly inside?: (bytes: Buffer, change: (content: Buffer) => Buffer) => Buffer;
  /** Reads the file as the product does. @returns sentences that it tells although it goes on. @throws what it refuses with. */
  read(file: string): Promise<readonly string[]> | readonly string[];
}
