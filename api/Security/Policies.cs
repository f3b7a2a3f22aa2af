namespace BalanceNotifications.Security;

/// <summary>Who may do what. Every route names one of these, or says why it is open: <see cref="StatedAccess"/>.</summary>
internal static class Policies
{
    /// <summary>Looking, and trying out what changes nothing.</summary>
    public const string Read = "read";

    /// <summary>Accounts, statements, postings, batches: what a billing system and its staff write.</summary>
    public const string Write = "write";

    /// <summary>The way to collections, which people decide.</summary>
    public const string Collect = "collect";

    /// <summary>Single notifications: what people do about errors and doubts.</summary>
    public const string Decide = "decide";

    /// <summary>Templates and profiles.</summary>
    public const string Design = "design";

    /// <summary>What no billing system does by itself: merging accounts.</summary>
    public const string Merge = "merge";

    /// <summary>Practices, keys, and the approval of a profile.</summary>
    public const string Administer = "administer";

    /// <summary>The organisation as a whole: besides the role it takes a key for every practice.</summary>
    public const string Govern = "govern";

    /// <summary>The installation, which all organisations share: besides the role it takes the operator's mark.</summary>
    public const string Operate = "operate";

    /// <summary>The roles of each; one of them is enough.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Roles =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [Read] = Security.Roles.All,
            [Write] = [Security.Roles.Admin, Security.Roles.Biller, Security.Roles.Integration],
            [Collect] = [Security.Roles.Admin, Security.Roles.Biller],
            [Decide] = [Security.Roles.Admin, Security.Roles.Biller],
            [Design] = [Security.Roles.Admin, Security.Roles.Biller],
            [Merge] = [Security.Roles.Admin, Security.Roles.Biller],
            [Administer] = [Security.Roles.Admin],
            [Govern] = [Security.Roles.Admin],
            [Operate] = [Security.Roles.Admin],
        };
}
