import type { Source } from '../conversations/model.ts';

/** What operators call the channels of a source (K4), in exports and in the spreadsheets they read in. */
export const CHANNEL_WORDS: Readonly<Record<Source['channel'], string>> = {
  'native-ad-anchor': '原生广告锚点',
  'feed-swipe': '信息流左滑',
  'search-ad': '搜索广告',
  'video-anchor': '视频锚点',
  'live-room-widget': '直播间小风车',
  'profile-page': '主页',
  'intent-comment': '意向评论',
  unknown: '未知',
};
