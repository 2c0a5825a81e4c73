module.exports = require("@strapi/strapi").factories.createCoreController("api::section.section");
