// Pulumi loads a pack's folder with require().
module.exports = import("./index.ts");
