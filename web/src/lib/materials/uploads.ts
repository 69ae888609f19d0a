import {
  HEAD_BYTES,
  hasTooManyPixels,
  kindOfType,
  MAX_THUMBNAIL_BYTES,
  type MediaKind,
  sniff,
  uploadFault,
} from '../../../../shared/materials/rules-media.ts';
import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/failure.ts';

/** A file that lies in the bucket, waiting to be used by a material or a message. */
export interface Uploaded {
  readonly uploadId: string;
  readonly kind: MediaKind;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number;
  /** Shows the file from this page's memory; whoever is done with it revokes it. */
  readonly localUrl: string;
}

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number;
  readonly thumbnail: Blob | undefined;
}

const THUMBNAIL_EDGE = 480;
/** A file that a browser cannot draw within this time is sent without a thumbnail. */
const DRAW_MS = 8_000;

/** What is wrong with a file, before a byte of it travels: the bucket's and the server's own rules. */
export async function faultOf(file: Blob): Promise<string | undefined> {
  if (file.size === 0) return 'upload.empty';
  const found = sniff(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  if (!found) return 'upload.type';
  if (hasTooManyPixels(found)) return 'upload.pixels';
  return uploadFault(found.contentType, file.size);
}

/**
 * Sends a file of the wanted kind and a thumbnail made of it straight to the bucket; `progress` gets 0 to 1.
 *
 * @throws {ApiFailure} with what refuses the file, `upload.interrupted`, or `network.aborted`.
 */
export async function upload(
  api: Api,
  file: File,
  wanted: MediaKind,
  progress: (done: number) => void,
  signal?: AbortSignal,
): Promise<Uploaded> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const contentType = sniff(head)?.contentType;
  const kind = contentType === undefined ? undefined : kindOfType(contentType);
  const fault = await faultOf(file);
  if (fault || !contentType || !kind) throw new ApiFailure(fault ?? 'upload.type', 'this file is not taken');
  if (kind !== wanted) throw new ApiFailure(`upload.wants-${wanted}`, 'this file is of another kind');
  const localUrl = URL.createObjectURL(file);
  try {
    const drawn = await draw(kind, localUrl);
    const { thumbnail } = drawn;
    const thumbnailFacts = thumbnail ? { contentType: thumbnail.type, bytes: thumbnail.size } : undefined;
    const body = { contentType, bytes: file.size, ...(thumbnailFacts ? { thumbnail: thumbnailFacts } : {}) };
    const begun = await api.call('beginUpload', { body }, signal);
    if (thumbnail && begun.thumbnailUrl)
      await put(begun.thumbnailUrl, thumbnail, thumbnail.type, () => undefined, signal);
    await put(begun.url, file, contentType, progress, signal);
    const { width, height, durationSeconds } = drawn;
    const duration = durationSeconds === undefined ? {} : { durationSeconds };
    return { uploadId: begun.uploadId, kind, name: nameOf(file), width, height, ...duration, localUrl };
  } catch (thrown) {
    URL.revokeObjectURL(localUrl);
    throw thrown;
  }
}

const nameOf = (file: File): string => file.name.replace(/\.[^.]*$/, '').slice(0, 60);

/** `fetch` tells nothing of how far an upload is. */
function put(
  url: string,
  body: Blob,
  contentType: string,
  progress: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal?.addEventListener('abort', stop, { once: true });
    const failed = (code: string) => () => {
      signal?.removeEventListener('abort', stop);
      reject(new ApiFailure(code, 'the file did not arrive', { status: request.status }));
    };
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onabort = failed('network.aborted');
    request.onerror = failed('upload.interrupted');
    request.onload = () => {
      if (request.status !== 200) return failed('upload.interrupted')();
      signal?.removeEventListener('abort', stop);
      progress(1);
      resolve();
    };
    request.open('PUT', url);
    request.setRequestHeader('content-type', contentType);
    request.send(body);
  });
}

/**
 * A film this browser cannot play may play on a phone; an image that is not drawn here is broken.
 *
 * @throws {ApiFailure} `upload.broken`.
 */
function draw(kind: MediaKind, url: string): Promise<Drawn> {
  const nothing: Drawn = { width: 0, height: 0, thumbnail: undefined };
  const late = new Promise<Drawn>((resolve) => setTimeout(() => resolve(nothing), DRAW_MS));
  const drawn = kind === 'image' ? drawImage(url) : drawVideo(url).catch(() => nothing);
  return Promise.race([drawn, late]);
}

async function drawImage(url: string): Promise<Drawn> {
  const image = new Image();
  image.src = url;
  await image.decode().catch((cause: unknown) => {
    throw new ApiFailure('upload.broken', cause instanceof Error ? cause.name : 'not drawn');
  });
  const { naturalWidth: width, naturalHeight: height } = image;
  // A browser that has no memory for a canvas, or lets nobody read one, still sends the image.
  const thumbnail = await thumbnailOf(image, width, height).catch(() => undefined);
  return { width, height, thumbnail };
}

async function drawVideo(url: string): Promise<Drawn> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = reject;
  });
  const { videoWidth: width, videoHeight: height, duration } = video;
  const thumbnail = await thumbnailOf(video, width, height);
  return { width, height, thumbnail, ...(Number.isFinite(duration) ? { durationSeconds: duration } : {}) };
}

async function thumbnailOf(source: CanvasImageSource, width: number, height: number): Promise<Blob | undefined> {
  const scale = Math.min(1, THUMBNAIL_EDGE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
  return blob && blob.size <= MAX_THUMBNAIL_BYTES ? blob : undefined;
}
