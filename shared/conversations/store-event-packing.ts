import { deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib';

/**
 * An event and the body it came in, packed into one binary attribute so that a typical row costs one write unit
 * (COST1). Both hold the same ids, and both consist mostly of field names: deflating them together with a dictionary of
 * those names leaves little more than the ids themselves.
 *
 * A dictionary never changes once rows were written with it: add a version instead.
 */
export const PACK_VERSION = 1;

/** Later entries are cheaper to refer to: the most frequent come last. */
const DICTIONARY_1 = [
  '"hint_type":"ENTER_CONVERSATION","is_follow":false,"is_mutual_follow":false',
  '"kind":"card-submitted""kind":"contact""kind":"recalled""kind":"read","refersTo":""kind":"other","name":"',
  '"scopes":["im.direct_message","im.recall_message"],"timestamp":"event":"contract_authorize","event":"im_message_read"',
  '"message_type":"retain_consult_card","card_id":"@","card_status":2,"card_data":[{"label":"姓名","value":"手机号',
  '"body":{"type":"card","card":"phone-collect-card","cardId":"@","status":"filled"}',
  '"platform":"xiaohongshu","accountPlatformId":""message_id":"im-","message_type":"TEXT","message_source":1,',
  '"from_user_id":""to_user_id":""timestamp":17"content":"==~split~","user_info":{"nickname":"","avatar":"https://',
  '{"kind":"entered","platform":"douyin","source":{"channel":"unknown"}}"event":"im_enter_direct_msg","scene_type":4,',
  '"ad_info":"{\\"adv_id\\":,\\"adv_name\\":\\"\\",\\"ad_id\\":,\\"ad_name\\":\\"\\",\\"creative_id\\":',
  '"content":"{\\"conversation_short_id\\":\\"@","\\"server_message_id\\":\\"@\\",\\"conversation_type\\":1,',
  '\\"create_time\\":17\\"user_infos\\":[{\\"open_id\\":\\"\\",\\"nick_name\\":\\"\\",\\"avatar\\":\\"https://',
  '{"kind":"echo","sentByUs":true,"event":"im_send_msg"',
  '{"kind":"message","platform":"douyin","accountPlatformId":"","customerPlatformId":"","eventId":"@","occurredAtMs":17',
  '"replyRef":{"messageRef":"@","conversationRef":"@"},"customerName":"","customerAvatarUrl":"https://p3.',
  '.jpeg","body":{"type":"text","text":""}}',
  '{"event":"im_receive_msg","client_key":"","from_user_id":"","to_user_id":"","log_id":"202',
  '"content":{"conversation_short_id":"@","server_message_id":"@","conversation_type":1,"create_time":17',
  '"message_type":"text","source":"","scene_type":100,"text":"","user_infos":[{"open_id":"","nick_name":"",',
  '"avatar":"https://p3.douyinpic.com/aweme/720x720/.jpeg"},{"open_id":"","nick_name":"","avatar":"https://p6.',
].join('');

const DICTIONARIES: ReadonlyMap<number, Buffer> = new Map([[1, Buffer.from(DICTIONARY_1, 'utf8')]]);
/** JSON never holds a bare NUL: the first one ends the event. */
const SEPARATOR = 0;
const MAX_UNPACKED_BYTES = 2 * 1024 * 1024;

const dictionaryOf = (version: number): Buffer => {
  const dictionary = DICTIONARIES.get(version);
  if (!dictionary) throw new Error(`no packing dictionary ${version}`);
  return dictionary;
};

/** Packs with the current dictionary. `rawBody` absent = it is kept elsewhere, sealed. */
export function pack(eventJson: string, rawBody?: Uint8Array): Uint8Array {
  const event = Buffer.from(eventJson, 'utf8');
  const whole = rawBody ? Buffer.concat([event, Buffer.of(SEPARATOR), rawBody]) : event;
  const dictionary = dictionaryOf(PACK_VERSION);
  return deflateRawSync(whole, { dictionary, level: 9, ...sizesFor(whole.length + dictionary.length) });
}

/** What zlib reaches back to ends so much before the window does. */
const LOOK_AHEAD_BYTES = 262;
const SMALLEST_WINDOW_BITS = 10;
const LARGEST_WINDOW_BITS = 15;
/** Larger answers take several pieces. */
const CHUNK_BYTES = 4_096;

/** A window that just holds it all: zlib's usual one costs 256 KB each time, and a row is as short with less (SPEED3). */
function sizesFor(bytes: number): ZlibOptions {
  const needed = Math.ceil(Math.log2(bytes + LOOK_AHEAD_BYTES));
  const windowBits = Math.max(SMALLEST_WINDOW_BITS, Math.min(LARGEST_WINDOW_BITS, needed));
  // As large in proportion as zlib's defaults: 15 and 8.
  return { windowBits, memLevel: windowBits - 7, chunkSize: CHUNK_BYTES };
}

/** @throws {Error} if the bytes were not packed with that version. */
export function unpack(version: number, packed: Uint8Array): { eventJson: string; rawBody?: Uint8Array } {
  const dictionary = dictionaryOf(version);
  const whole = inflateRawSync(packed, { dictionary, maxOutputLength: MAX_UNPACKED_BYTES, chunkSize: CHUNK_BYTES });
  const end = whole.indexOf(SEPARATOR);
  if (end < 0) return { eventJson: whole.toString('utf8') };
  return { eventJson: whole.toString('utf8', 0, end), rawBody: whole.subarray(end + 1) };
}
