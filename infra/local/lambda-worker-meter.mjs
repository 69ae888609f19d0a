/**
 * Turns one AWS call into what it costs. Plain JavaScript: it runs inside every worker, where stripping types would cost
 * start-up time and memory.
 */

const KB = 1024;

/** Bytes of an item as DynamoDB counts them (names and values, UTF-8), for document or wire values. */
export function itemBytes(item) {
  const entries = Object.entries(item ?? {});
  const size = entries.every(([, value]) => isWire(value)) ? wireBytes : valueBytes;
  return entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + size(value), 0);
}

const TYPES = new Set(['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'BOOL', 'NULL']);

function isWire(value) {
  if (typeof value !== 'object' || value === null) return false;
  const [type, ...more] = Object.keys(value);
  return more.length === 0 && TYPES.has(type);
}

function wireBytes(value) {
  const [[type, content]] = Object.entries(value);
  switch (type) {
    case 'N':
      return valueBytes(Number(content));
    case 'B':
      return typeof content === 'string' ? Buffer.byteLength(content, 'base64') : content.byteLength;
    case 'NS':
      return content.reduce((sum, entry) => sum + valueBytes(Number(entry)), 0);
    case 'SS':
      return content.reduce((sum, entry) => sum + Buffer.byteLength(entry), 0);
    case 'L':
      return 3 + content.reduce((sum, entry) => sum + 1 + wireBytes(entry), 0);
    case 'M':
      return (
        3 +
        Object.entries(content).reduce((sum, [name, entry]) => sum + 1 + Buffer.byteLength(name) + wireBytes(entry), 0)
      );
    default:
      return valueBytes(content);
  }
}

function valueBytes(value) {
  if (value === null || value === undefined || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number' || typeof value === 'bigint')
    return Math.ceil(String(value).replace(/[-.]/g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return [...value].reduce((sum, entry) => sum + valueBytes(entry), 0);
  if (Array.isArray(value)) return 3 + value.reduce((sum, entry) => sum + 1 + valueBytes(entry), 0);
  return (
    3 + Object.entries(value).reduce((sum, [name, entry]) => sum + 1 + Buffer.byteLength(name) + valueBytes(entry), 0)
  );
}

const writeUnits = (bytes) => Math.max(1, Math.ceil(bytes / KB));

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);
const DOCUMENT_NAMES = {
  Get: 'GetItem',
  BatchGet: 'BatchGetItem',
  TransactGet: 'TransactGetItems',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  BatchWrite: 'BatchWriteItem',
  TransactWrite: 'TransactWriteItems',
};

const sum = (capacity) =>
  (Array.isArray(capacity) ? capacity : [capacity]).reduce((total, entry) => total + (entry?.CapacityUnits ?? 0), 0);

/** A write whose condition failed is billed by the larger of the item that is there and the new one. */
function failedWrite(input, error) {
  return writeUnits(Math.max(itemBytes(input.Item), itemBytes(error.Item)));
}

function failedTransaction(input, error) {
  const reasons = error.CancellationReasons ?? [];
  return (input.TransactItems ?? []).reduce((total, entry, index) => {
    const put = entry.Put?.Item;
    return total + 2 * writeUnits(Math.max(itemBytes(put), itemBytes(reasons[index]?.Item)));
  }, 0);
}

function writtenKeys(input) {
  const key = (entry) => {
    const of = entry?.Key ?? entry?.Item;
    return of ? [text(of.pk), text(of.sk)].join('|') : undefined;
  };
  if (input.TransactItems)
    return input.TransactItems.map((entry) => key(entry.Put ?? entry.Update ?? entry.Delete)).filter(Boolean);
  if (input.RequestItems) {
    return Object.values(input.RequestItems)
      .flat()
      .map((entry) => key(entry.PutRequest ?? entry.DeleteRequest))
      .filter(Boolean);
  }
  return [key(input)].filter(Boolean);
}

const text = (value) => (typeof value === 'object' && value !== null ? Object.values(value)[0] : (value ?? ''));

const requestsOf = (operation, input) => {
  // SQS bills each 64 KB of a request as one; a batch counts once.
  if (operation === 'SendMessage' || operation === 'SendMessageBatch') {
    return Math.max(1, Math.ceil(Buffer.byteLength(JSON.stringify(input)) / (64 * KB)));
  }
  return 1;
};

/**
 * What one call costs: `{ service, operation, requests, readUnits, writeUnits, keys }`.
 *
 * Units come from the emulator's ConsumedCapacity, which follows AWS (checked in dynamo.test.ts). Two cases it does not
 * report are computed here: a failed condition (exact when the old item is returned or missing, else counted as if the
 * old item were no larger than the new one) and a cancelled transaction (each of its items doubled, same restriction).
 */
export function costOf({ service, operation: command, input, output }) {
  const operation =
    service === 'DynamoDB' || service === 'DynamoDBDocument' ? (DOCUMENT_NAMES[command] ?? command) : command;
  const dynamo = service.startsWith('DynamoDB');
  const cost = {
    service: dynamo ? 'DynamoDB' : service,
    operation,
    requests: requestsOf(operation, input),
    failed: output instanceof Error,
    readUnits: 0,
    writeUnits: 0,
    keys: [],
  };
  if (!dynamo) return cost;
  const reading = READS.has(operation);
  if (!reading) cost.keys = writtenKeys(input);
  if (!(output instanceof Error)) {
    cost[reading ? 'readUnits' : 'writeUnits'] = sum(output?.ConsumedCapacity);
  } else if (output.name === 'ConditionalCheckFailedException') {
    cost.writeUnits = failedWrite(input, output);
  } else if (output.name === 'TransactionCanceledException' && !reading) {
    cost.writeUnits = failedTransaction(input, output);
  }
  return cost;
}
