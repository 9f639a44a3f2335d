import type { me as vi } from '../vi/me'

/** What a signed-in person reads about the own account, in English. */
export const me: typeof vi = {
  me: {
    places: 'Where you are signed in',
    device: (browser, system) => [browser, system].filter(Boolean).join(' on ') || 'Unknown device',
    thisOne: 'this device',
    seen: (at) => `last used ${at}`,
    begun: (at) => `signed in ${at}`,
    end: 'Sign out',
    endThis: (device, address) => `Sign out ${device}, address ${address}`,
    endOthers: 'Sign out everywhere else',
    endedOne: (device) => `${device} is signed out.`,
    endedOthers: 'Signed out everywhere else.',
    onlyHere: 'This account is signed in nowhere else.',
    unknown: 'If you do not know a place, sign it out and change the password.',
    ended: 'The session was ended from another place. Please sign in again.',
    password: 'Password',
    change: 'Change the password',
    now: 'Current password',
    fresh: 'New password',
    rule: '15 to 200 characters; a sentence that is easy to remember is best. All other places are signed out then.',
    show: 'Show the passwords',
    cancel: 'Cancel',
    wrongNow: 'The current password is wrong. The password was not changed.',
    badLength: 'The new password needs 15 to 200 characters. The password was not changed.',
    changed: 'The password is changed. All other places are signed out.',
    passwordElsewhere: (place) =>
      `This account signs in with ${place} and has no password here. Change it in that place.`,
    noPassword: 'This account has no password here. Change it where you sign in.',
  },
}
