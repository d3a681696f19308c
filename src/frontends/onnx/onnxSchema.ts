import protobuf from 'protobufjs/light';

/**
 * The messages of ONNX's `onnx.proto` (intermediate representation version 10) that Skipline writes and reads.
 * Field numbers are the format; names follow the file in protobufjs's spelling.
 */
const schema: protobuf.INamespace = {
  nested: {
    onnx: {
      nested: {
        ModelProto: {
          fields: {
            irVersion: { id: 1, type: 'int64' },
            producerName: { id: 2, type: 'string' },
            producerVersion: { id: 3, type: 'string' },
            graph: { id: 7, type: 'GraphProto' },
            opsetImport: { id: 8, type: 'OperatorSetIdProto', rule: 'repeated' },
          },
        },
        OperatorSetIdProto: {
          fields: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } },
        },
        GraphProto: {
          fields: {
            node: { id: 1, type: 'NodeProto', rule: 'repeated' },
            name: { id: 2, type: 'string' },
            initializer: { id: 5, type: 'TensorProto', rule: 'repeated' },
            input: { id: 11, type: 'ValueInfoProto', rule: 'repeated' },
            output: { id: 12, type: 'ValueInfoProto', rule: 'repeated' },
          },
        },
        NodeProto: {
          fields: {
            input: { id: 1, type: 'string', rule: 'repeated' },
            output: { id: 2, type: 'string', rule: 'repeated' },
            name: { id: 3, type: 'string' },
            opType: { id: 4, type: 'string' },
            attribute: { id: 5, type: 'AttributeProto', rule: 'repeated' },
            domain: { id: 7, type: 'string' },
          },
        },
        AttributeProto: {
          fields: {
            name: { id: 1, type: 'string' },
            f: { id: 2, type: 'float' },
            i: { id: 3, type: 'int64' },
            s: { id: 4, type: 'bytes' },
            t: { id: 5, type: 'TensorProto' },
            g: { id: 6, type: 'GraphProto' },
            floats: { id: 7, type: 'float', rule: 'repeated' },
            ints: { id: 8, type: 'int64', rule: 'repeated' },
            strings: { id: 9, type: 'bytes', rule: 'repeated' },
            type: { id: 20, type: 'int32' },
          },
        },
        TensorProto: {
          fields: {
            dims: { id: 1, type: 'int64', rule: 'repeated' },
            dataType: { id: 2, type: 'int32' },
            floatData: { id: 4, type: 'float', rule: 'repeated' },
            int32Data: { id: 5, type: 'int32', rule: 'repeated' },
            int64Data: { id: 7, type: 'int64', rule: 'repeated' },
            name: { id: 8, type: 'string' },
            rawData: { id: 9, type: 'bytes' },
            doubleData: { id: 10, type: 'double', rule: 'repeated' },
            dataLocation: { id: 14, type: 'int32' },
          },
        },
        ValueInfoProto: {
          fields: { name: { id: 1, type: 'string' }, type: { id: 2, type: 'TypeProto' } },
        },
        TypeProto: { fields: { tensorType: { id: 1, type: 'TensorTypeProto' } } },
        TensorTypeProto: {
          fields: { elemType: { id: 1, type: 'int32' }, shape: { id: 2, type: 'TensorShapeProto' } },
        },
        TensorShapeProto: { fields: { dim: { id: 1, type: 'DimensionProto', rule: 'repeated' } } },
        DimensionProto: {
          oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
          fields: { dimValue: { id: 1, type: 'int64' }, dimParam: { id: 2, type: 'string' } },
        },
      },
    },
  },
};

export interface ModelProto {
  readonly irVersion: number;
  readonly producerName: string;
  readonly graph: GraphProto;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
}
export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}
export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}
export type AttributeProto = { readonly name: string } & (
  | { readonly type: 1; readonly f: number }
  | { readonly type: 2; readonly i: number }
  | { readonly type: 3; readonly s: Uint8Array }
  | { readonly type: 4; readonly t: TensorProto }
  | { readonly type: 6; readonly floats: readonly number[] }
  | { readonly type: 7; readonly ints: readonly number[] }
);
export interface TensorProto {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** Elements in the byte order of the format, little-endian. */
  readonly rawData: Uint8Array;
}
export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue: number }[] };
    };
  };
}

const modelType = protobuf.Root.fromJSON(schema).lookupType('onnx.ModelProto');

/** The bytes of an `.onnx` file. */
export function serializeModel(model: ModelProto): Uint8Array {
  // protobufjs asks for an index signature, which an interface has not.
  return modelType.encode({ ...model }).finish();
}

/** The messages as they are read: every repeated field is there, other fields only where the file has them. */
export interface ParsedModel {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly graph?: ParsedGraph;
  readonly opsetImport: readonly { readonly domain?: string; readonly version?: number }[];
}
export interface ParsedGraph {
  readonly name?: string;
  readonly node: readonly ParsedNode[];
  readonly initializer: readonly ParsedTensor[];
  readonly input: readonly ParsedValueInfo[];
  readonly output: readonly ParsedValueInfo[];
}
export interface ParsedNode {
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly ParsedAttribute[];
}
export interface ParsedAttribute {
  readonly name?: string;
  /** A number of `AttributeProto.AttributeType`. */
  readonly type?: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: ParsedTensor;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
}
export interface ParsedTensor {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly dataType?: number;
  /** Elements lie in one of these, by their type and the writer's liking. */
  readonly rawData?: Uint8Array;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly number[];
  readonly doubleData: readonly number[];
  /** 1: in another file. */
  readonly dataLocation?: number;
}
export interface ParsedValueInfo {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number;
      readonly shape?: {
        readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[];
      };
    };
  };
}

const tensorType = modelType.root.lookupType('onnx.TensorProto');

/** @throws Error where the bytes are not of this format. */
export function parseModel(bytes: Uint8Array): ParsedModel {
  return parse<ParsedModel>(modelType, bytes);
}

/** A `.pb` file of one tensor. @throws Error where the bytes are not of this format. */
export function parseTensor(bytes: Uint8Array): ParsedTensor {
  return parse<ParsedTensor>(tensorType, bytes);
}

function parse<Message>(type: protobuf.Type, bytes: Uint8Array): Message {
  // The schema above is what makes the object of this type.
  return type.toObject(type.decode(bytes), { longs: Number, arrays: true }) as Message;
}
