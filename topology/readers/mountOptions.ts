/** Whether options of a mount, such as `rw,bind`, make it show a folder that is there already, as `mount --bind` does. */
export function binds(options: string): boolean {
  return options.split(",").some(option => option === "bind" || option === "rbind");
}
