// Reads Arrow data and prints its values as JSON, or writes a table of known values.
//   node interop.mjs read FILE
//   node interop.mjs write FILE stream|file
import { readFileSync, writeFileSync } from 'node:fs';
import * as arrow from 'apache-arrow';

const [, , verb, path, format] = process.argv;

// Numbers of 64 bits become text, so that no digit is lost on the way.
function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof arrow.Vector || ArrayBuffer.isView(value)) return Array.from(value, plain);
  if (value instanceof arrow.StructRow || value?.toJSON) {
    return Object.fromEntries(Object.entries(value.toJSON()).map(([key, entry]) => [key, plain(entry)]));
  }
  return value;
}

// Timestamps as they are stored: the conversion to milliseconds would lose digits.
function stored(vector) {
  const values = [];
  for (const data of vector.data) {
    for (let i = 0; i < data.length; i++) values.push(data.getValid(i) ? data.values[i].toString() : null);
  }
  return values;
}

function read() {
  const table = arrow.tableFromIPC(readFileSync(path));
  const columns = table.schema.fields.map((field, index) => {
    const vector = table.getChildAt(index);
    const isTimestamp = arrow.DataType.isTimestamp(field.type);
    return {
      name: field.name,
      type: field.type.toString(),
      nullable: field.nullable,
      metadata: Object.fromEntries(field.metadata),
      values: isTimestamp ? stored(vector) : Array.from(vector, plain),
    };
  });
  console.log(JSON.stringify({ metadata: Object.fromEntries(table.schema.metadata), batches: table.batches.map((b) => b.numRows), columns }));
}

function batch(schema, first, count) {
  const rows = Array.from({ length: count }, (_, i) => first + i);
  const gap = (i, value) => (i % 4 === 3 ? null : value);
  const build = (type, value) => arrow.vectorFromArray(rows.map((i) => gap(i, value(i))), type).data[0];
  const types = schema.fields.map((field) => field.type);
  const values = [
    (i) => i - 5, (i) => i * 1000, (i) => BigInt(i) * 10000000000n, (i) => i * 3, (i) => i / 4, (i) => i + 0.1,
    (i) => `text ${i} é`, (i) => i % 3 === 0, (i) => [i, i + 1, i + 2], (i) => [i / 2, i / 8], (i) => Array.from({ length: i % 3 }, (_, k) => i + k),
    (i) => ({ x: i, y: `s${i}` }), (i) => `unit ${i % 3}`, (i) => i * 1000,
  ];
  const children = types.map((type, c) => build(type, values[c]));
  return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length: count, nullCount: 0, children }));
}

function write() {
  const item = (type) => new arrow.Field('item', type, true);
  const field = (name, type, metadata) => new arrow.Field(name, type, true, metadata);
  const schema = new arrow.Schema([
    field('int8', new arrow.Int8()),
    field('int32', new arrow.Int32(), new Map([['unit', 'ms']])),
    field('int64', new arrow.Int64()),
    field('uint32', new arrow.Uint32()),
    field('float32', new arrow.Float32()),
    field('float64', new arrow.Float64()),
    field('utf8', new arrow.Utf8()),
    field('bool', new arrow.Bool()),
    field('triples', new arrow.FixedSizeList(3, item(new arrow.Int32()))),
    field('pairs', new arrow.FixedSizeList(2, item(new arrow.Float64()))),
    field('list', new arrow.List(item(new arrow.Int32()))),
    field('struct', new arrow.Struct([field('x', new arrow.Int32()), field('y', new arrow.Utf8())])),
    field('label', new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
    field('instant', new arrow.TimestampMillisecond('UTC')),
  ], new Map([['spikestream.kind', 'spikes']]));
  const first = batch(schema, 0, 12);
  writeFileSync(path, arrow.tableToIPC(new arrow.Table(schema, [first]), format));
}

if (verb === 'read') read();
else if (verb === 'write') write();
else throw new Error(`unknown verb ${verb}`);
