import type { Source } from '../conversations/model.ts';

/**
 * Where a customer came from (K4): the first source that tells something. Platforms tell in pieces, an entry the video, a
 * lead record its campaign days later, so the channel, the advertisement and the video are each taken from the first
 * source that names them.
 */
export function joinedSource(known: Source | undefined, told: Source | undefined): Source | undefined {
  if (!known || !told) return known ?? told;
  const ad = namesAd(known) ? known : told;
  const videoId = known.videoId ?? told.videoId;
  return {
    channel: known.channel === 'unknown' ? told.channel : known.channel,
    ...(ad.adId === undefined ? {} : { adId: ad.adId }),
    ...(ad.adName === undefined ? {} : { adName: ad.adName }),
    ...(ad.creativeId === undefined ? {} : { creativeId: ad.creativeId }),
    ...(videoId === undefined ? {} : { videoId }),
  };
}

const namesAd = ({ adId, adName, creativeId }: Source): boolean =>
  adId !== undefined || adName !== undefined || creativeId !== undefined;

/** Whether it says where somebody came from: platforms send empty ones along. */
export const tellsSource = (source: Source | undefined): boolean =>
  source !== undefined && (source.channel !== 'unknown' || namesAd(source) || source.videoId !== undefined);

/** Whether two say the same. */
export const isSameSource = (one: Source | undefined, other: Source | undefined): boolean =>
  one === other ||
  (one !== undefined &&
    other !== undefined &&
    one.channel === other.channel &&
    one.adId === other.adId &&
    one.adName === other.adName &&
    one.creativeId === other.creativeId &&
    one.videoId === other.videoId);
