namespace BalanceNotifications.Fixtures;

/// <summary>The checkout the tests were built from, for what is checked as a file.</summary>
internal static class Repository
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string File(string relative) => System.IO.Path.Combine(Path, relative);

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "BalanceNotifications.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside their checkout.");
    }
}
