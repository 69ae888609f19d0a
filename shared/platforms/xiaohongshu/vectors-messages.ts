/** Pushes of messages (E4–E14), each with what its content opens to. What all of a kind tell alike stands here once. */

const CUSTOMER = '64e7c3f2000000001c01d9ab';
const ENTERPRISE = '5b8f2c1e000000000100a1c2';
const STAFF = '61d0a9b70000000002023f4e';
const user_info = { nickname: '小鹿想换车', avatar: 'https://sns-avatar.example/u/64e7c3f2.jpg' };

const TO_ENTERPRISE = { message_source: 1, from_user_id: CUSTOMER, to_user_id: ENTERPRISE, user_info } as const;
const TO_STAFF = { message_source: 1, from_user_id: CUSTOMER, to_user_id: STAFF, user_info } as const;
const FROM_ENTERPRISE = { message_source: 2, from_user_id: ENTERPRISE, to_user_id: CUSTOMER, user_info } as const;

export const MESSAGES = [
  {
    id: 'E4',
    push: {
      message_id: 'im-741209883011',
      message_type: 'TEXT',
      ...TO_STAFF,
      timestamp: 1767579641000,
      content: 'mdTdMTFEQgjXRIJw38dVyw==~split~N0Sp/C1IG+NCE5sb7BYjITQ8ZKPtD3tfrN9VaYabFJ2ptc16OQkUaPan5J1yz69y',
    },
    plain: { text: '你好，想了解一下价格' },
  },
  {
    id: 'E5',
    push: {
      message_id: 'im-741209883012',
      message_type: 'IMAGE',
      ...TO_ENTERPRISE,
      timestamp: 1767579642000,
      content:
        'FfkTUFrOkzc1Uptbd8JnMg==~split~ruvR6EFfrXJeOyvj7l8G46tCJuC5Ovpf4a9DtKEs38RS/s9Z1N+73hS8ycqWG0guwUb1UnpH3IYezgg05Ue4hidwLXFnIm9mFL9EqdasXAA=',
    },
    plain: { image_url: 'https://sns-img.example/im/a1.jpg', width: 1080, height: 1440 },
  },
  {
    id: 'E6',
    push: {
      message_id: 'im-741209883013',
      message_type: 'VIDEO',
      ...TO_ENTERPRISE,
      timestamp: 1767579643000,
      content:
        'dGwympkYe3d/iGFQ0ZY1CQ==~split~Q/rswyjBTnGJYjP2YKTH5JKYpJ8B6/S1dPiXkxceoS1s+1FJW3LnfFLwIaklarH5wYV+o9qj5oxykHfot/I+4z/pSHjo8sMLnuo+es8s2gakje3aAnuoyph6dKEnzYN7K/WI6Bw3qfNJJIIQh4AaS3WU5AHsuEQi1L/W0M03A87cBnsIkF2IvMUpeAQnyrVs',
    },
    plain: {
      video_url: 'https://sns-video.example/im/v1.mp4',
      cover_url: 'https://sns-img.example/im/v1.jpg',
      duration: 12,
      width: 720,
      height: 1280,
    },
  },
  {
    id: 'E7',
    push: {
      message_id: 'im-741209883014',
      message_type: 'CARD',
      ...TO_ENTERPRISE,
      timestamp: 1767579644000,
      content:
        'HNbwcMz6zkVxrtRplJaEyA==~split~dpR7kVUyd4cFgDAVerQ30QBseKiO2FVUd3Eig4n3Ck16RbCX+Ux6RQYIeftEvNKycxUTQLIKi2Ie1i89aQhkMxQVX/lVzAO6L/h9HNfr5VnPDvnmmlWJ7lGUerAezQjV6ImvgMUTvNHgcR68e+M71Dr6DcuUV2XgmcMTEIda4fWF/mYfDc8PbEMWcLVKzAJA',
    },
    plain: {
      card_type: 'WEB',
      title: '2026款 极光 E5 配置表',
      link: 'https://www.example.com/e5',
      cover_url: 'https://sns-img.example/c/e5.jpg',
    },
  },
  {
    id: 'E8',
    push: {
      message_id: 'im-741209883015',
      message_type: 'SMILES',
      ...TO_ENTERPRISE,
      timestamp: 1767579645000,
      content:
        '+epjyLdFad+FPKhcDlNBEQ==~split~g7ccFOUOekdEZfWYRKanC8V7a8EwYJ+nMfFLa8IgwqBx2tL0iUpp1QvtxTz7tmtPkixWuy5D2kKfsy5pFF68MA==',
    },
    plain: { image_url: 'https://sns-img.example/gif/77.gif' },
  },
  {
    id: 'E9',
    push: {
      message_id: 'im-741209883016',
      message_type: 'CARD',
      ...TO_STAFF,
      timestamp: 1767579646000,
      content:
        'Ie7e1vOO1iy1oguh7jN8ZQ==~split~M68JM7tbQqizasemxiFL5wSjufdqShX1yB/VYJeB14WAcTQ9rHfDL7EXp342lGUxHw5Ha4yg/5othZKG6diFijjkZQrYKeM5/hjqfTcik9zEm3FSn22g6iMJOVSv/u2ykg0K6ViqmyJOTSvpeHuBvPfvn8NDnr/eELeeU5Vg1Avi+cRXXqHFnAEcQo9/bnURj6AjhNXMp8bTSpgJYEFdAA==',
    },
    plain: {
      card_type: 'NOTE',
      note_id: '66a1b2c3000000001e03f5d7',
      title: '极光 E5 提车一个月真实感受',
      cover_url: 'https://sns-img.example/n/66a1b2c3.jpg',
    },
  },
  {
    id: 'E10',
    push: {
      message_id: 'im-741209883017',
      message_type: 'HINT',
      ...TO_STAFF,
      timestamp: 1767579647000,
      content:
        'bL2Qnn81iCYmkEqXjD+zBA==~split~GNf52Dln/kxKU2MNbBbm118Zeohd69noVyPzljPP5jRfTeoC/0bh8Q5nHqVSyhXlPWMRLXqweMiTz++V1EJ0XQACXtB7qunHZycLJECA3Xw=',
    },
    plain: { hint_type: 'ENTER_CONVERSATION', is_follow: false, is_mutual_follow: false },
  },
  {
    id: 'E11',
    push: {
      message_id: 'im-741209883018',
      message_type: 'HINT',
      ...TO_STAFF,
      timestamp: 1767579648000,
      content:
        'aB5k3kLTnfpuMFHd/BIazg==~split~FxwuAgfWRH4+Z/bO7dy8Fjzh+gFDEt0r4JhFAfwQR9F5VoRDUkdYAu76/hqIHqzmTvN04EZZj+k0PqwAMtZtT5Gr6ObycAjDYnqG8HJ+7ktIQeI0xsYvsCsy4T0L9tIkh5lc1bHNREIswdNy+uPtyQ==',
    },
    plain: { hint_type: 'CARD_COPIED', ref_message_id: 'im-741209883055', card_type: 'SOCIAL_CARD', card_id: '60021' },
  },
  {
    id: 'E12',
    push: {
      message_id: 'im-741209883019',
      message_type: 'HINT',
      ...TO_STAFF,
      timestamp: 1767579649000,
      content:
        'AO07JxB0XUl9HwcYRGs/Dg==~split~kbE8miW4t5IegzZWajsH9s44payI4UusrS5WzTeY2Pjd4ejmDfPJcbSt8R/dRr3Au8D+lp+1LauIVgXRCr88e+Ht/DPThfr89dyrEku3wPA6JNGdqzUOndUuqRk/jCdo',
    },
    plain: { hint_type: 'LEAD_CARD_SUBMITTED', ref_message_id: 'im-741209883056', card_id: '70044' },
  },
  {
    id: 'E13',
    push: {
      message_id: 'im-741209883020',
      message_type: 'REVOKE',
      ...TO_ENTERPRISE,
      timestamp: 1767579650000,
      content: 'cddW0hx3Dk6PtqxAS02xaw==~split~fu4TH9GcA2tdnEt0fjH/x0nHXf/grvFOe+GhAwixoli0BdbA7UOiOef2rxoH69SV',
    },
    plain: { revoked_message_id: 'im-741209883011' },
  },
  {
    id: 'E14',
    push: {
      message_id: 'im-741209883021',
      message_type: 'TEXT',
      ...FROM_ENTERPRISE,
      timestamp: 1767579651000,
      content: '5ZrfAP145DrP0L8guR+ItQ==~split~U9Yu9oA8inGmp7jOXQUBQEtUH3lwXdmiSiVgc58jTbBHG4H4KZiFZBuENjVESGST',
    },
    plain: { text: '这条由人工在私信通里发出' },
  },
] as const;
