namespace BalanceNotifications.Security;

internal static class Roles
{
    public const string Admin = "admin";
    public const string Biller = "biller";
    public const string Viewer = "viewer";
    public const string Integration = "integration";

    public static readonly IReadOnlyList<string> All = [Admin, Biller, Viewer, Integration];
}

/// <summary>Who may do what. Reading needs any role, and is what every endpoint asks for that asks for nothing.</summary>
internal static class Policies
{
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

    /// <summary>Practices, and the approval of a profile.</summary>
    public const string Administer = "administer";
}
