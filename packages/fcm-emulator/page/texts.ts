import type { Phone } from '../src/state/device.ts';
import type { PresetName, Share } from './fault-switches.ts';
import type { Look } from './notification-view.ts';

export interface Texts {
  readonly tagline: string;
  readonly skipToMessages: string;
  readonly language: string;
  readonly views: string;
  readonly connecting: string;
  readonly connected: string;
  readonly disconnected: string;
  readonly messages: string;
  readonly search: string;
  readonly searchHint: string;
  readonly lookLabel: string;
  readonly ownLook: string;
  readonly looks: Readonly<Record<Look, string>>;
  readonly clear: string;
  readonly shown: (shown: number, all: number) => string;
  readonly showMore: string;
  readonly nothingFound: string;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly sendTest: string;
  readonly testTitle: string;
  readonly testBody: string;
  readonly arrived: (title: string) => string;
  readonly accepted: string;
  readonly hungUp: string;
  readonly silent: string;
  readonly dataOnly: string;
  readonly notUnderstood: string;
  readonly settings: string;
  readonly data: string;
  readonly showJson: string;
  readonly answer: string;
  /** By the `via` of a delivery. */
  readonly channels: Readonly<Record<Phone['kind'] | 'web-push', string>>;
  readonly topic: string;
  readonly condition: string;
  readonly devices: string;
  readonly allDevices: string;
  readonly uninstalled: string;
  readonly uninstall: (device: string) => string;
  readonly copyTarget: (device: string) => string;
  readonly copied: string;
  readonly newDevice: string;
  readonly platform: string;
  readonly address: string;
  readonly addresses: Readonly<Record<'token' | 'fid', string>>;
  readonly label: string;
  readonly labelHint: string;
  readonly create: string;
  readonly moreDevices: (hidden: number) => string;
  readonly faults: string;
  readonly faultsHint: string;
  readonly faultsOn: (count: number) => string;
  readonly whichSends: string;
  readonly shares: Readonly<Record<Share, string>>;
  readonly whichDevice: string;
  readonly presets: Readonly<Record<PresetName, readonly [name: string, answer: string]>>;
  readonly otherFault: string;
  readonly hits: (count: number) => string;
  readonly hitsOf: (count: number, limit: number) => string;
}

const en: Texts = {
  tagline: 'Firebase Cloud Messaging, on this machine',
  skipToMessages: 'Skip to the messages',
  language: 'Language',
  views: 'Views',
  connecting: 'Connecting…',
  connected: 'Live',
  disconnected: 'Emulator not reachable',
  messages: 'Messages',
  search: 'Search messages',
  searchHint: 'Title, text, data, token…',
  lookLabel: 'Show as',
  ownLook: 'Device',
  looks: { android: 'Android', ios: 'iOS', web: 'Web' },
  clear: 'Clear',
  shown: (shown, all) => (shown === all ? `${all}` : `${shown} of ${all}`),
  showMore: 'Show older messages',
  nothingFound: 'No message fits.',
  emptyTitle: 'No messages yet',
  emptyText: 'Send one to this address, as you would to fcm.googleapis.com:',
  sendTest: 'Send a test message',
  testTitle: 'It works',
  testBody: 'This push went through the emulator and never left your machine.',
  arrived: (title) => `New message: ${title}`,
  accepted: 'Accepted',
  hungUp: 'Hung up',
  silent: 'Silent',
  dataOnly: 'Data only: the system shows nothing, the app gets the data.',
  notUnderstood: 'The request has no message that can be read.',
  settings: 'Settings',
  data: 'Data',
  showJson: 'JSON',
  answer: 'Answer',
  channels: { 'ios-simulator': 'iOS simulator', android: 'Android phone', 'web-push': 'Web Push' },
  topic: 'Topic',
  condition: 'Condition',
  devices: 'Devices',
  allDevices: 'All devices',
  uninstalled: 'uninstalled',
  uninstall: (device) => `Uninstall ${device}`,
  copyTarget: (device) => `Copy the address of ${device}`,
  copied: 'Copied',
  newDevice: 'New device',
  platform: 'Platform',
  address: 'Address',
  addresses: { token: 'Registration token', fid: 'Installation ID' },
  label: 'Name',
  labelHint: 'such as Mina’s phone',
  create: 'Add device',
  moreDevices: (hidden) => `and ${hidden} older ones`,
  faults: 'Faults',
  faultsHint: 'What sends get instead of FCM’s usual answer.',
  faultsOn: (count) => `${count} on`,
  whichSends: 'Sends',
  shares: { every: 'All', next: 'Next one', half: 'Half' },
  whichDevice: 'Device',
  presets: {
    unregistered: ['App uninstalled', '404 UNREGISTERED'],
    invalidToken: ['Invalid token', '400 INVALID_ARGUMENT'],
    senderMismatch: ['Another project’s token', '403 SENDER_ID_MISMATCH'],
    wrongProject: ['Wrong project', '404 NOT_FOUND'],
    quota: ['Quota exceeded', '429 QUOTA_EXCEEDED'],
    unavailable: ['Service unavailable', '503 UNAVAILABLE'],
    internal: ['Internal error', '500 INTERNAL'],
    providerAuth: ['Bad APNs or web push key', '401 THIRD_PARTY_AUTH_ERROR'],
    slow: ['Slow answers', 'after 3 s'],
    hangUpBefore: ['Connection lost', 'message not accepted'],
    hangUpAfter: ['Answer lost', 'message accepted'],
  },
  otherFault: 'Set by the API',
  hits: (count) => `${count} ${count === 1 ? 'hit' : 'hits'}`,
  hitsOf: (count, limit) => `${count} of ${limit} hits`,
};

const ko: Texts = {
  tagline: '내 컴퓨터에서 돌아가는 Firebase 클라우드 메시징',
  skipToMessages: '메시지로 건너뛰기',
  language: '언어',
  views: '화면',
  connecting: '연결 중…',
  connected: '실시간',
  disconnected: '에뮬레이터에 연결할 수 없음',
  messages: '메시지',
  search: '메시지 검색',
  searchHint: '제목, 본문, 데이터, 토큰…',
  lookLabel: '표시 방식',
  ownLook: '기기별',
  looks: { android: 'Android', ios: 'iOS', web: '웹' },
  clear: '비우기',
  shown: (shown, all) => (shown === all ? `${all}개` : `${all}개 중 ${shown}개`),
  showMore: '이전 메시지 더 보기',
  nothingFound: '맞는 메시지가 없습니다.',
  emptyTitle: '아직 메시지가 없습니다',
  emptyText: 'fcm.googleapis.com 대신 이 주소로 보내 보세요.',
  sendTest: '테스트 메시지 보내기',
  testTitle: '잘 됩니다',
  testBody: '이 푸시는 에뮬레이터를 거쳤고 컴퓨터 밖으로 나가지 않았습니다.',
  arrived: (title) => `새 메시지: ${title}`,
  accepted: '수락됨',
  hungUp: '연결 끊김',
  silent: '무음',
  dataOnly: '데이터 전용: 시스템은 아무것도 표시하지 않고 앱이 데이터를 받습니다.',
  notUnderstood: '요청에서 메시지를 읽을 수 없습니다.',
  settings: '설정',
  data: '데이터',
  showJson: 'JSON',
  answer: '응답',
  channels: {
    'ios-simulator': 'iOS 시뮬레이터',
    android: 'Android 휴대전화',
    'web-push': '웹 푸시',
  },
  topic: '주제',
  condition: '조건',
  devices: '기기',
  allDevices: '모든 기기',
  uninstalled: '앱 삭제됨',
  uninstall: (device) => `${device}에서 앱 삭제`,
  copyTarget: (device) => `${device} 주소 복사`,
  copied: '복사됨',
  newDevice: '새 기기',
  platform: '플랫폼',
  address: '주소',
  addresses: { token: '등록 토큰', fid: '설치 ID' },
  label: '이름',
  labelHint: '예: 미나의 휴대전화',
  create: '기기 추가',
  moreDevices: (hidden) => `이전 기기 ${hidden}대 더 있음`,
  faults: '장애',
  faultsHint: 'FCM의 평소 응답 대신 돌려줄 응답입니다.',
  faultsOn: (count) => `${count}개 켜짐`,
  whichSends: '전송',
  shares: { every: '모두', next: '다음 한 건', half: '절반' },
  whichDevice: '기기',
  presets: {
    unregistered: ['앱 삭제됨', '404 UNREGISTERED'],
    invalidToken: ['잘못된 토큰', '400 INVALID_ARGUMENT'],
    senderMismatch: ['다른 프로젝트의 토큰', '403 SENDER_ID_MISMATCH'],
    wrongProject: ['잘못된 프로젝트', '404 NOT_FOUND'],
    quota: ['할당량 초과', '429 QUOTA_EXCEEDED'],
    unavailable: ['서비스 이용 불가', '503 UNAVAILABLE'],
    internal: ['내부 오류', '500 INTERNAL'],
    providerAuth: ['잘못된 APNs·웹 푸시 키', '401 THIRD_PARTY_AUTH_ERROR'],
    slow: ['느린 응답', '3초 뒤'],
    hangUpBefore: ['연결 끊김', '메시지 수락 안 됨'],
    hangUpAfter: ['응답 유실', '메시지 수락됨'],
  },
  otherFault: 'API로 설정됨',
  hits: (count) => `${count}회`,
  hitsOf: (count, limit) => `${limit}회 중 ${count}회`,
};

export const TEXTS = { en, ko } as const;
export type Language = keyof typeof TEXTS;
export const LANGUAGES = [
  ['en', 'English'],
  ['ko', '한국어'],
] as const satisfies readonly (readonly [Language, string])[];
