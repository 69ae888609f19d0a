import { hasTooManyPixels, MAX_IMAGE_BYTES, sniff } from '../materials/rules-media.ts';

/** Which pictures of the platforms are taken in, and what their bytes must be (SEC28). */

/**
 * Where the platforms keep avatars and pictures. ASSUMED from the addresses their events carry: no page lists the hosts. A
 * picture elsewhere is not shown until its host stands here.
 */
const PICTURE_DOMAINS = ['douyinpic.com', 'byteimg.com', 'xhscdn.com'] as const;
const MAX_ADDRESS_CHARS = 2_048;

/** Whether a text is worth keeping as a picture's address: only its form is judged; `pictureAddress` says what is fetched. */
export const couldBePicture = (text: string): boolean =>
  text.length <= MAX_ADDRESS_CHARS && URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol);

/**
 * The address to fetch, or undefined where nothing of it may be fetched: another host than the platforms', a number
 * instead of a name, a port, a user, no TLS. `origins` are those of the platforms' own interfaces, whole and exact: locally
 * the simulators', which keep their pictures there.
 */
export function pictureAddress(text: string, origins: readonly string[]): URL | undefined {
  if (!couldBePicture(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  if (origins.includes(url.origin)) return url;
  if (url.protocol !== 'https:' || url.port !== '') return undefined;
  const isTheirs = PICTURE_DOMAINS.some((domain) => url.hostname.endsWith(`.${domain}`));
  return isTheirs ? url : undefined;
}

/** Parameters that sign an address for a while. ASSUMED, as the hosts are: no page lists them. */
const SIGNING =
  /^(?:x-(?:expires|signature|orig-.*|oss-.*|amz-.*)|expires?|e|t|ts|time|timestamp|sign|sig|signature|token|auth_key)$/i;
/** Where the signature stands in the path: minute of signing and a hash before it. ASSUMED as well. */
const SIGNED_PATH = /^\/\d{12,14}\/[0-9a-f]{32}(?=\/)/;

/**
 * What an address shows, whoever signs it and whichever of the platform's hosts hands it out: two addresses with the same
 * answer show the same picture to people. A parameter that nobody knows counts as part of the picture.
 */
export function pictureShown(address: string): string {
  if (!couldBePicture(address)) return address;
  const { hostname, host, pathname, searchParams } = new URL(address);
  const named = [...searchParams].filter(([name]) => !SIGNING.test(name)).map((pair) => pair.join('='));
  const domain = PICTURE_DOMAINS.find((one) => hostname.endsWith(`.${one}`)) ?? host;
  return [domain, pathname.replace(SIGNED_PATH, ''), ...named.sort()].join('\n');
}

/** The largest picture that is taken in. */
export const MAX_PICTURE_BYTES = MAX_IMAGE_BYTES;

/** What kind of picture these bytes are; undefined = none that is shown. What the peer calls them does not count. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 6));
  if (head === 'GIF87a' || head === 'GIF89a') return 'image/gif';
  const sniffed = sniff(bytes);
  if (!sniffed?.contentType.startsWith('image/') || hasTooManyPixels(sniffed)) return undefined;
  return sniffed.contentType;
}
