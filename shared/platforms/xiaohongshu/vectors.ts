import { SEALED_LEAD } from './vectors-leads.ts';
import { MESSAGES } from './vectors-messages.ts';

/** Pushes of the platform reference, each with what its content opens to under the key of fixtures.ts. */

export const VECTORS = [
  {
    id: 'E1',
    push: {
      content:
        'kyETcXFFfbhi2zdaO2o6jQ==~split~hdsSX602ybPer6/f4cZFExy1Nw8QzP7i+6ZDLjy7EzE8jzVaB+xVpF0853IBSPrdBsVEyTSFeV7MFuqFHYWYG2iB0E14/r9XeWbsyfAttRTFJD4UqN8MZhHmAT3My9pLl7cV021rgrObIc8QQUZ/rHIQCM9T0da0kH3tAeKJoCYYNWwAKK61knzpa0M09Q1+JOcMjIeTvXN3sq/ZDm9TzxZ7iJ6Cj6821Oj7o3PZnlFN1alRJ/K9cYW1bE19tCOUEfgJeXS3M0KlNzWsqHfzdz/023+XTC7V1Rq09HxWRueveJsRC7Lv6KT8OzR1+UFd',
    },
    plain: {
      user_id: '5b8f2c1e000000000100a1c2',
      nick_name: '极光汽车官方',
      app_id: 1187,
      token:
        'tJOStrRMODhUg07c9mVoiA==~split~aeb1hROYePe0p/thkbXHhYFVEQ57nUj2DKMPS+nowm/9GaV4XP1kiovAnzOzPynQoAwElnruoSBjoGAW5du5KYbLqOjsfKYv4m/+APOpwWU=',
    },
  },
  {
    id: 'E2',
    push: {
      content:
        '7yupkzy1p4uljNqhO7ViIQ==~split~KQcw9vq/fcquQkhR1gSvt7D6jqUIRpJ5DT1hlrpnADAwxs/t5Rah4OKyGHj2kP9W4fQ2XPVdvb36YEPtXf6ho/XZsvz7ABg3XVfP+kEHyRVO/zvNvsm1t8vlgtJsqKxG',
    },
    plain: { user_id: '5b8f2c1e000000000100a1c2', app_id: 1187, account_code: 'acme-auto-001' },
  },
  {
    id: 'E3',
    push: {
      content:
        '0jVeFWA55mXn21cd596T9Q==~split~ZQu3JptvUUmW5Zwsg+nH0IeXK1++HPNFkNOJv5BdJqY48aCWLZttq57ytFqX5NrszYBjwZnf0awToFpvFeCFZmA0SKLgPeXwJTOcsrz/ncYUAx3h65xQuGmANZi/5zAnMIg7pWzeJf1JJImP0eKgLjcJAkOkSLeMepB2vL0sRZ9sR2nCXp9UV1Rh35A5yuNAVp0oogem4Bq6Oy6bsmg4Cuf9xNgNtDdGL3ogzvL0GkAvIhdyIutIKmnFbsd67+MG+7r7qxrIdrTNOCpIANRcmw==',
    },
    plain: {
      user_id: '5b8f2c1e000000000100a1c2',
      auth_status: 2,
      kos_nick_name: '极光汽车-小林顾问',
      kos_user_id: '61d0a9b70000000002023f4e',
      kos_avatar_img: 'https://sns-avatar.example/kos/61d0a9b7.jpg',
    },
  },
  ...MESSAGES,
  {
    id: 'E15',
    push: {
      content:
        'cSUYGTPdoHjAdQ7PB7Nr6Q==~split~5X6pXsTyfJETcTo8BZhfF9KefWTkBsO/FptZd4i8EHSHWWgWgKax0GkeTS6v/tPrNahVV9H3Hy6YC0I7D+Vndpx/fDaHt4fg9EwfIfXpSNBYLDpiIsQyExPITlnT5PaDa+Rkbfg+KwCKNsaZM8s8wFpJa6Mq1ZfUSNZeizrNVuGO8cuQqA/38H3TRM4iKr8Du6I9wUycCQG1ydc/69Yac7P3k1s/b3iDOx/VP7xyF+HY8WojOQ+9WYC1Y7z/3RQNxPWvRkw9MI3wxIfUhQkvwKwDruPYR0QKJ2WwlUOuIvT+n1f5oVnLba4R76l/hJZK7G3KyGzF7kBM2FJ937euQXHK7/O/0stL8/9UPyIWZ+qd0HORGSu1sfS37WIlBbvM9yU4ygeK4iWdhRo6JU2eZc2+1YciRwSf3v1OeT2VcjSWADlU7Q5pII+WgEBG4feWuONhYpLkr8NWADiA+KLCh0fF6QS79A1dBirqirAEMtbUHgiRr4nJFGfWNeWzVuswCAAf+2mlt6ALBy/AEJdGNuIBQXTWkvxDkRDBZA9K3Ldz0PIM/Hxa94Uw+9kdlzOWND24OeMOkaFjlZ6SvZEce9XLHZwgVHnd5wLCc61RmWSKkPnIHo28FZHGWGBiG5BAdTfX6Hx3OgS7igklRc2/+2jsgYy/aEDllFlpdFY8pEA=',
    },
    plain: {
      event_id: 'ic-30188412',
      user_id: '5b8f2c1e000000000100a1c2',
      hosted_user_id: '61d0a9b70000000002023f4e',
      comment_id: '66a1c4d5000000001f00a2b9',
      comment_content: '这台落地多少钱呀',
      comment_time: 1767579630000,
      note_id: '66a1b2c3000000001e03f5d7',
      note_title: '极光 E5 提车一个月真实感受',
      note_image: 'https://sns-img.example/n/66a1b2c3.jpg',
      user_info: {
        user_id: '64e7c3f2000000001c01d9ab',
        nickname: '小鹿想换车',
        avatar: 'https://sns-avatar.example/u/64e7c3f2.jpg',
      },
    },
  },
  SEALED_LEAD,
] as const;
