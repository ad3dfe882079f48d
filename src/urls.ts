/** Where the three listeners answer, without a slash at the end; known once they listen. */
export interface Urls {
  acs: string;
  control: string;
  sandbox: string;
}
