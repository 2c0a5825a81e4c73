module.exports = require("@strapi/strapi").factories.createCoreController("api::entry.entry");
