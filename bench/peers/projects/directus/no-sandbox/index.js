// Stands in for isolated-vm, which has to be compiled: it runs sandboxed extensions and scripts of flows; there are none.
module.exports = {};
