/** Where the three listeners answer, without a slash at the end; known once they listen. */
export interface Urls {
  acs: string;
  control: string;
  sandbox: string;
}

/** The acsURL of an app, in its acsSignedContent. */
export const APP_CREQ_PATH = '/3ds/app/creq';
