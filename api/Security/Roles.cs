namespace BalanceNotifications.Security;

internal static class Roles
{
    public const string Admin = "admin";
    public const string Biller = "biller";
    public const string Viewer = "viewer";
    public const string Integration = "integration";

    public static readonly IReadOnlyList<string> All = [Admin, Biller, Viewer, Integration];
}
