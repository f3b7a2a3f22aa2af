using Microsoft.Extensions.Time.Testing;
using PacedEngine.Reminders;

namespace BalanceNotifications.Engine;

public sealed class FlightWindowTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void As_many_are_under_way_as_end_in_two_seconds()
    {
        var window = Window();

        Pass(window, seconds: 20, perSecond: 300);

        Assert.Equal(600, window.Size);
    }

    [Fact]
    public void A_pace_twice_as_high_opens_it()
    {
        var window = Window();
        Pass(window, seconds: 10, perSecond: 300);

        Pass(window, seconds: 10, perSecond: 1500);

        Assert.Equal(3000, window.Size);
    }

    [Fact]
    public void Never_more_than_the_most()
    {
        var window = Window();

        Pass(window, seconds: 20, perSecond: 10_000);

        Assert.Equal(4096, window.Size);
    }

    [Fact]
    public void What_hangs_closes_it_to_some_who_find_out_when_it_goes_on()
    {
        var window = Window();

        Pass(window, seconds: 20, perSecond: 0);

        Assert.Equal(512, window.Size);
        Pass(window, seconds: 20, perSecond: 300);
        Assert.Equal(600, window.Size);
    }

    [Fact]
    public void Little_that_ends_because_little_is_due_changes_nothing()
    {
        var window = Window();
        Pass(window, seconds: 10, perSecond: 1000);
        // The end of the burst: it was full at the last look, and is not any more.
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        window.Room(running: 1);
        var size = window.Size;

        for (var look = 0; look < 20; look++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            window.End();
            Assert.Equal(size - 1, window.Room(running: 1));
        }
    }

    [Fact]
    public void A_most_below_the_least_holds()
    {
        var window = new FlightWindow(8, TimeSpan.FromSeconds(2), _clock);

        Pass(window, seconds: 10, perSecond: 0);

        Assert.Equal(8, window.Size);
    }

    private FlightWindow Window() => new(4096, TimeSpan.FromSeconds(2), _clock);

    // Always as many under way as may be.
    private void Pass(FlightWindow window, int seconds, int perSecond)
    {
        for (var look = 0; look < seconds * 2; look++)
        {
            window.Room(window.Size);
            for (var ended = 0; ended < perSecond / 2; ended++)
            {
                window.End();
            }

            _clock.Advance(TimeSpan.FromMilliseconds(500));
            window.Room(window.Size);
        }
    }
}
