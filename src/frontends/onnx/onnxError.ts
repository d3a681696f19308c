/** An ONNX file that cannot be read. The message is a sentence for the user. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
}
